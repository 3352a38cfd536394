"""The complete statement of the rules for CP-SAT, and exact search with it."""
