"""A plan under construction: occupancy, balances, insert, remove, undo."""
