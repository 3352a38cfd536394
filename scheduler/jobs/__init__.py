"""Durable jobs: what has to happen, also after a restart."""
