"""Death at a point of the program, whenever a test asks for it."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from api.changes import Changing
from scheduler.jobs import requests
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.rows import JobRows
from scheduler.planning import proposing
from scheduler.planning.replan import Replan

WEB, WORKER = "web", "worker"

POINTS = {
    WEB: (
        "before enqueue",
        "after enqueue",  # before the commit
        "after answer",  # after the commit, before the reply
    ),
    WORKER: (
        "before begin",
        "before build",
        "in solve",
        "before record",
        "after publish",  # before the commit
        "after record",  # after the commit, before the step is remembered
        "before end",
    ),
}
"""Points of the process that answers, and of the one that works."""

_PLACES: Mapping[str, tuple[Any, str]] = {
    "enqueue": (requests, "request_job"),
    "answer": (Changing, "make"),
    "begin": (DbosEngine, "begin"),
    "build": (Replan, "_build"),
    "solve": (JobRows, "note"),
    "record": (Replan, "_record"),
    "publish": (proposing, "propose"),
    "end": (JobRows, "end"),
}

_DEAD = ".dead"


class Arms:
    """
    What a test and the processes it kills have between them: a folder.

    A process that comes to a point whose file is there takes the file, and dies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(self, role: str, point: str) -> None:
        """Have the next process of a role die that comes to a point."""
        self._file(role, point).touch()

    def take_back(self, role: str, point: str) -> bool:
        """Ask for it no more; ``False`` if somebody has died of it."""
        try:
            self._file(role, point).unlink()
        except FileNotFoundError:
            return False
        return True

    def dead(self) -> int | None:
        """The process that died since this was asked last."""
        for file in self.folder.glob(f"*{_DEAD}"):
            file.unlink()
            return int(file.stem)
        return None

    def come(self, role: str, point: str) -> None:
        """Die here, if that is asked for."""
        try:
            self._file(role, point).rename(self.folder / f"{os.getpid()}{_DEAD}")
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def _file(self, role: str, point: str) -> Path:
        return self.folder / f"{role} {point}"


def arrange(arms: Arms, role: str) -> None:
    """Have death wait at the points of a role, once all that it needs is imported."""
    for point in POINTS[role]:
        when, _, step = point.partition(" ")
        owner, name = _PLACES[step]
        method = getattr(owner, name)
        called = _around(method, arms, role, point, is_after=when == "after")
        setattr(owner, name, called)
        for module in list(sys.modules.values()):  # who has taken it by its name
            if getattr(module, name, None) is method:
                setattr(module, name, called)


def _around(
    method: Callable[..., Any], arms: Arms, role: str, point: str, *, is_after: bool
) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        if not is_after:
            arms.come(role, point)
        answer = method(*arguments, **named)
        if is_after:
            arms.come(role, point)
        return answer

    return called
