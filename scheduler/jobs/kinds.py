"""Kinds of job that workers treat in ways of their own."""

REPLAN = "replan"
"""One of a network at most is at work."""

WHAT_IF = "what-if"

TIMETABLES = "timetables"
"""Prepares the day on which a batch is low or late."""

SOLVES = frozenset({REPLAN, WHAT_IF})
"""Those that have the solver at work, which takes long; all others are chores."""
