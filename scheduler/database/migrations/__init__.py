"""How the schema came to be, step by step, on SQLite and PostgreSQL alike."""
