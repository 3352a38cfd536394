"""The smallest planning file that has one of everything."""

import copy
import json
from pathlib import Path
from typing import Any

SMALL_FILE: dict[str, Any] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)


def a_file(**replaced: Any) -> dict[str, Any]:
    """The small file, with top-level fields replaced."""
    return copy.deepcopy(SMALL_FILE) | replaced


def as_bytes(document: object) -> bytes:
    """A document as it would lie on disk."""
    return json.dumps(document).encode()
