"""How a slash inside a segment of a path is told from those between segments."""

SLASH = "\ufdd0"
"""Stands for it until its route has been found; no letter."""
