from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from scheduler.access.roles import ScopeKind
from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.notices.audience import Audience
from scheduler.notices.models import NoticeReading
from scheduler.notices.reading import Reader, mark_read, notices_before
from tests.scheduler.notices.told import (
    KEEPER,
    NETWORK,
    NOW,
    SITE,
    notices,
    told,
    with_places,
)

HERE = Reader(NETWORK, KEEPER, {ScopeKind.SITE: [SITE]})


def test_pages_go_on_whatever_is_told_meanwhile(database: Database) -> None:
    """
    What comes does not shift them, and what is others' is not counted.
    """
    with_places(database)
    for number in range(5):
        told(database, f"A-{number}", audience=Audience(site_ids=(SITE,)))
        told(database, f"B-{number}", audience=Audience(site_ids=("HUS",)))
    read: list[str] = []
    before = None
    while True:
        with database.reading() as session:
            page = notices_before(session, HERE, before=before, limit=2)
        if not page:
            break
        read.extend(each.notice.subject for each in page)
        before = page[-1].notice.id
        told(database, "new", audience=Audience(site_ids=(SITE,)))

    assert read == ["A-4", "A-3", "A-2", "A-1", "A-0"]


def test_a_notice_of_others_is_no_place_to_go_on_from(database: Database) -> None:
    """
    As one that is nowhere: nothing follows it.
    """
    with_places(database)
    told(database, "A-1", audience=Audience(site_ids=(SITE,)))
    told(database, "B-1", audience=Audience(site_ids=("HUS",)))
    ids = {each.subject: each.id for each in notices(database)}

    with database.reading() as session:
        for before in (ids["B-1"], "nt_0", "A-1"):
            assert notices_before(session, HERE, before=before) == []


def test_marked_at_once_it_is_marked_once(database: Database) -> None:
    """
    Eight times in the same moment; what is not theirs cannot be marked.
    """
    with_places(database)
    told(database, "A-1", audience=Audience(site_ids=(SITE,)))
    told(database, "B-1", audience=Audience(site_ids=("HUS",)))
    ids = [each.id for each in notices(database)]

    def mark(_: int) -> object:
        return database.run(
            lambda session: mark_read(session, NOW, HERE, ids[0]).read_at
        )

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(mark, range(8))) == [NOW] * 8
    with pytest.raises(NotFound):
        database.run(lambda session: mark_read(session, NOW, HERE, ids[1]))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(NoticeReading)) == 1
