"""Seeded instances of any size, with a planted plan if wanted."""

from scheduler.scenarios.generator.config import SMALL, TIGHT, GeneratorConfig
from scheduler.scenarios.generator.generate import Generated, generate

__all__ = ["SMALL", "TIGHT", "Generated", "GeneratorConfig", "generate"]
