"""What all tests share: Hypothesis draws the same examples on every machine."""

from hypothesis import settings

# No database: a run depends on the code alone, and leaves nothing behind.
settings.register_profile("tracerplan", deadline=None, derandomize=True, database=None)
settings.load_profile("tracerplan")
