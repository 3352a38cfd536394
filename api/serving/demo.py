"""The demo: a week with a plan in force, and keys of people who share it."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from api.serving.scenes import Scene
from scheduler.access import keys
from scheduler.access.credentials import Credentials
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.cli.demonstration import NAME, demo_file, demo_result
from scheduler.cli.failures import bad_input
from scheduler.cli.rehearsing import REHEARSAL
from scheduler.clock import system_clock
from scheduler.config import DATABASE_URL, data_directory
from scheduler.database.database import Database
from scheduler.database.upgrading import make_file
from scheduler.imports.planning_file import read_planning_file
from scheduler.imports.service import import_file
from scheduler.planning.approval import approve
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_proposal
from solver.plan.result import Result

SITE, UNIT, TRIAL = "KRS", "OSLO", "FLAG"
"""To what three of the people are limited."""

_PEOPLE = (
    ("SITE", f"site staff of {SITE}", Role.SITE_STAFF, {ScopeKind.SITE: (SITE,)}),
    ("UNIT", f"production of {UNIT}", Role.PRODUCTION, {ScopeKind.UNIT: (UNIT,)}),
    (
        "MANAGER",
        f"study manager of {TRIAL}",
        Role.STUDY_MANAGER,
        {ScopeKind.TRIAL: (TRIAL,)},
    ),
)


@contextmanager
def demo(address: str) -> Iterator[Scene]:
    """
    The demo week, which begins anew: its clock starts when the week was planned.

    Raises
    ------
    BadInput
        If it is served already.

    """
    folder = data_directory() / "demo"
    with _alone(folder):
        file = _made_anew(folder / "week") / f"{NAME}.sqlite"
        make_file(file)
        url = URL.create("sqlite", database=os.fspath(file)).render_as_string()
        database = Database(url)
        try:
            data = demo_file().read_bytes()
            as_of = read_planning_file(data).as_of
            _plan(database, as_of, data)
            people = dict(_people(database, as_of))
            yield Scene(
                database=database,
                told=tuple(_told(address, as_of, people)),
                credentials=Credentials(),
                ahead=as_of - system_clock(),
                environment={DATABASE_URL: url},
            )
        finally:
            database.close()


def _plan(database: Database, now: datetime, data: bytes) -> None:
    """Import the week, and put the plan that was made for it into force."""
    actor = _actor()
    database.run(lambda session: import_file(session, now, actor, data))
    result = Result.model_validate_json(demo_result().read_bytes())
    with database.writing() as session:
        audited(session, now, actor, "propose the plan of the demo", chain=NAME)
        built = build(session, NAME, now)
        version = record_proposal(session, now, actor, built, result)
    database.run(
        lambda session: approve(
            session,
            now,
            _actor(),
            network_id=NAME,
            number=version.number,
            reason="the plan that comes with the demo",
        )
    )


def _people(database: Database, now: datetime) -> Iterator[tuple[str, str]]:
    """Keys by the variable that they are told as."""
    with database.writing() as session:
        _, text = keys.first_administrator(session, now, _actor())
    yield "ADMIN", text
    for variable, name, role, scope in _PEOPLE:
        limits = {ScopeKind.NETWORK: (NAME,), **scope}
        with database.writing() as session:
            _, text = keys.create(
                session, now, _actor(), name=name, role=role, scope=limits
            )
        yield variable, text


def _told(address: str, as_of: datetime, people: dict[str, str]) -> Iterator[str]:
    """What is printed: lines that a shell understands."""
    yield f"# A rehearsal of {NAME}; its clock starts at {as_of:%F %H:%M %z}."
    yield f"AT={address}/api/v1/networks/{NAME}"
    for variable, name, _, _ in _PEOPLE:
        yield f"{variable}={people[variable]}  # {name}"
    yield f"ADMIN={people['ADMIN']}  # administrator"
    yield "# Try, in a shell that was told these:"
    for variable, path in (
        ("SITE", "visits?from_date=2026-09-15&to_date=2026-09-15"),
        ("UNIT", "batches?from_date=2026-09-15&to_date=2026-09-15"),
        ("MANAGER", "plans/1/visits"),
    ):
        yield f'curl -s --oauth2-bearer ${variable} "$AT/{path}"'


def _actor() -> Actor:
    return Actor(f"{REHEARSAL}:demo", request_id=secrets.token_hex(8))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Refuse a second demo in the same folder: it would take the first one's files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise bad_input(str(folder), (error.strerror or str(error)).lower()) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise bad_input("--demo", "is served already: end it first") from None
    try:
        yield
    finally:
        os.close(lock)


def _made_anew(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder
