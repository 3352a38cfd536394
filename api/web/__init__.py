"""Pages for browsers, with all that they load."""
