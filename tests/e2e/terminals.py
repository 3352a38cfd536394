"""A terminal whose commands and answers are kept, to be compared with a transcript."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.databases import ACTOR
from scheduler.cli.rehearsing import rehearse
from tests.scheduler.cli.command import invoke, run

PROMPT = re.compile(r"^(?=\w{3} \S+ \w+\$ tracerplan )", re.MULTILINE)


@dataclass
class Terminal:
    """
    Commands typed at times of a rehearsed day, each in a process of its own.

    Parameters
    ----------
    folder
        Where its files are.
    environment
        Where the data are.
    """

    folder: Path
    environment: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[str, str]] = field(default_factory=list)

    def types(self, who: str, at: datetime, command: str, **elsewhere: str) -> str:
        """Run what has to succeed, and keep it; ``{folder}`` is the folder."""
        words = shlex.split(command.format(folder=self.folder))
        outcome = run(*_at(at), *words, **{**self.environment, **elsewhere, ACTOR: who})
        assert outcome.exit_code == 0, f"{command}: {outcome.stderr}"
        assert "Traceback" not in outcome.stderr
        typed = f"{at:%a %H:%M} {who}$ tracerplan {command}"
        self.answers.append((typed, outcome.stdout))
        return outcome.stdout

    def hide(self, **names: str) -> None:
        """Have names stand for what differs from run to run."""
        self.names |= {name: value.strip() for name, value in names.items()}

    def asks(self, at: datetime, command: str) -> Any:
        """What a command answers in JSON, in this process and beside the transcript."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            try:
                outcome = invoke(*_at(at), *shlex.split(command), "--json")
            finally:
                rehearse(None)
        assert outcome.exit_code == 0, f"{command}: {outcome.stderr}"
        return json.loads(outcome.stdout)

    def transcript(self) -> str:
        """All that was typed and answered, with names for what differs."""
        told = "\n".join(f"{typed}\n{answer}" for typed, answer in self.answers)
        # The longest first: others may be parts of it.
        names = {**self.names, "folder": str(self.folder)}
        for name, value in sorted(names.items(), key=lambda each: -len(each[1])):
            told = told.replace(value, f"{{{name}}}")
        return "\n".join(line.rstrip() for line in told.splitlines()) + "\n"


def differences(
    transcript: str, expected: str, prompt: re.Pattern[str] = PROMPT
) -> list[str]:
    """Where a transcript is not what is expected, ``...`` standing for anything."""
    wanted = list(_blocks(expected, prompt))
    found = list(_blocks(transcript, prompt))
    typed, known = [each for each, _ in found], [each for each, _ in wanted]
    if typed != known:
        return [f"typed {typed}, expected {known}"]
    checker, how = OutputChecker(), ELLIPSIS | NORMALIZE_WHITESPACE
    return [
        f"{command}\nexpected:\n{want}\nfound:\n{got}"
        for (command, want), (_, got) in zip(wanted, found, strict=True)
        if not checker.check_output(want, got, how)
    ]


def _at(at: datetime) -> tuple[str, str]:
    """The option that makes it a rehearsal."""
    return "--now", at.isoformat()


def _blocks(transcript: str, prompt: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Each command with its answer."""
    for block in prompt.split(transcript):
        command, _, answer = block.partition("\n")
        if command:
            yield command, answer
