"""The command line: `tracerplan`."""
