"""State, use cases, clockwork and the command line; knows no HTTP."""
