"""Made-up worlds: the seeded instance generator."""
