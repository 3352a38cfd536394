"""A shell in which `curl` is typed; what is answered is kept, to be compared."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROMPT = re.compile(r"^(?=\$ curl )", re.MULTILINE)
"""Where one command ends, and the next begins."""

_LONGEST_S = 240


@dataclass
class Shell:
    """
    Commands typed one after the other, each seeing the variables.

    Parameters
    ----------
    folder
        Its home: whatever somebody has set up for `curl` elsewhere does not count.
    variables
        What commands may use; in answers, names stand for their values.
    """

    folder: Path
    variables: dict[str, str]
    answers: list[tuple[str, str]] = field(default_factory=list)

    def types(self, command: str) -> Any:
        """Run a command, and give what it was answered, parsed if it is JSON."""
        done = subprocess.run(
            ["/bin/sh", "-eu", "-c", command],
            env=self._environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_LONGEST_S,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), command
        value: Any = done.stdout.strip()
        told = value
        with suppress(ValueError):
            value = json.loads(value)
            told = json.dumps(value, ensure_ascii=False, indent=2)
        self.answers.append((command, told))
        return value

    def keep(self, **variables: str) -> None:
        """Let commands use what was answered."""
        self.variables |= variables

    def transcript(self) -> str:
        """All that was typed and answered, with names for what differs."""
        told = "\n".join(f"$ {typed}\n{answer}\n" for typed, answer in self.answers)
        # The longest first: others may be parts of it.
        named = sorted(self.variables.items(), key=lambda each: -len(each[1]))
        for name, value in named:
            told = told.replace(value, f"{{{name}}}")
        return told

    def _environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **self.variables,
        }


def commands_of(text: str) -> list[str]:
    """The commands of a transcript."""
    return re.findall(r"^\$ (curl .*)$", text, re.MULTILINE)
