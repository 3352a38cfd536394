from itertools import product

import pytest
from sqlalchemy import select

from scheduler.access.roles import ScopeKind
from scheduler.database.database import Database
from scheduler.notices.audience import Audience, Scope, is_for
from scheduler.notices.models import Notice
from tests.scheduler.notices.told import told, with_places

VISIT = Audience(site_ids=("OUS",), trial_ids=("T1",))
CLAIM = Audience(site_ids=("OUS",))
BATCH = Audience(unit_ids=("FDG",))
BOTH = Audience(site_ids=("OUS", "HUS"))
NOBODY = Audience()

SEEN: dict[str, tuple[Scope, set[str]]] = {
    "who sees the network": ({}, {"visit", "claim", "batch", "both", "nobody"}),
    "a key of one network": (
        {ScopeKind.NETWORK: ["norway"]},
        {"visit", "claim", "batch", "both", "nobody"},
    ),
    "the site": ({ScopeKind.SITE: ["OUS"]}, {"visit", "claim", "both"}),
    "another site": ({ScopeKind.SITE: ["HUS"]}, {"both"}),
    "two sites": ({ScopeKind.SITE: ["HUS", "OUS"]}, {"visit", "claim", "both"}),
    "production": ({ScopeKind.UNIT: ["FDG"]}, {"batch"}),
    "other production": ({ScopeKind.UNIT: ["PSMA"]}, set()),
    "the study": ({ScopeKind.TRIAL: ["T1"]}, {"visit"}),
    "another study": ({ScopeKind.TRIAL: ["T2"]}, set()),
    "the study at the site": (
        {ScopeKind.SITE: ["OUS"], ScopeKind.TRIAL: ["T1"]},
        {"visit"},
    ),
    "the study elsewhere": (
        {ScopeKind.SITE: ["HUS"], ScopeKind.TRIAL: ["T1"]},
        set(),
    ),
    "another study at the site": (
        {ScopeKind.SITE: ["OUS"], ScopeKind.TRIAL: ["T2"]},
        set(),
    ),
    "production at the site": (
        {ScopeKind.SITE: ["OUS"], ScopeKind.UNIT: ["FDG"]},
        set(),
    ),
}
AUDIENCES = {
    "visit": VISIT,
    "claim": CLAIM,
    "batch": BATCH,
    "both": BOTH,
    "nobody": NOBODY,
}


@pytest.mark.parametrize("name", SEEN)
def test_who_is_told_what(name: str) -> None:
    """
    A visit is for its site and study, a batch for its unit; nobody is told of others.
    """
    scope, expected = SEEN[name]

    found = {each for each, audience in AUDIENCES.items() if audience.includes(scope)}
    assert found == expected


def test_the_database_finds_the_same(database: Database) -> None:
    """
    Rows and values say the same of every audience and every scope.
    """
    with_places(database)
    some = ("", "1", "12")
    audiences = {
        "/".join(each): Audience(*map(tuple, each)) for each in product(some, repeat=3)
    }
    for name, audience in audiences.items():
        told(database, name, audience=audience)

    for limits in product(("", "2", "12"), repeat=3):
        scope = {
            kind: list(ids)
            for kind, ids in zip(list(ScopeKind)[1:], limits, strict=True)
            if ids
        }
        with database.reading() as session:
            found = session.scalars(select(Notice.subject).where(is_for(scope))).all()

        expected = {name for name, each in audiences.items() if each.includes(scope)}
        assert set(found) == expected, scope
