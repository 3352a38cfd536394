"""The database: engine, types, transactions, guards, migrations."""
