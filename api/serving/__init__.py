"""Serves the application: one process for it, one for the worker."""
