import pytest

from scheduler.errors import NotReady
from scheduler.jobs.books import books_url, lock_path


def test_a_file_has_its_books_beside_it() -> None:
    """
    The engine writes all the time, and not into the application's file.
    """
    url = "sqlite:////srv/plans/tracerplan.sqlite"

    assert books_url(url) == "sqlite:////srv/plans/tracerplan-jobs.sqlite"
    assert str(lock_path(url)) == "/srv/plans/tracerplan-worker.lock"


def test_a_server_has_the_books_in_the_same_database() -> None:
    """
    On PostgreSQL they lie in a schema of their own; the password goes along.
    """
    url = "postgresql://planner:secret@db.example/plans?sslmode=require"

    assert books_url(url) == (
        "postgresql+psycopg://planner:secret@db.example/plans?sslmode=require"
    )


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_jobs_need_a_database_that_is_kept(url: str) -> None:
    """
    In memory nothing would survive a restart.
    """
    with pytest.raises(NotReady, match="kept"):
        books_url(url)
