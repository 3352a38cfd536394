"""Trials and their protocols; participants, visits, results."""
