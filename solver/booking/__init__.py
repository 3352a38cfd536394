"""Changing the plan in force by hand: slots that are open, and what they cost."""
