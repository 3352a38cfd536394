"""Bought products: what may be ordered, and what is."""
