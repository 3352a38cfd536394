"""A client of the HTTP interface: one method per operation, typed like the answers."""
