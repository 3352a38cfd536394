"""Plan versions: built, checked, recorded, approved, compared."""
