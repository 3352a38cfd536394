"""What comes in: planning files, in the units people write."""
