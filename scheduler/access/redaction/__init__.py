"""What somebody may learn of things that are not all theirs."""
