"""Requests that are sent again: done once, and answered alike."""
