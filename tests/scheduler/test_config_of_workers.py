import pytest

from scheduler.config import SOLVES, solves
from scheduler.errors import NotReady


@pytest.mark.parametrize(("named", "found"), [(None, 1), ("", 1), ("3", 3), ("64", 64)])
def test_a_worker_solves_so_much_at_once(
    monkeypatch: pytest.MonkeyPatch, named: str | None, found: int
) -> None:
    """
    One problem, unless the environment says otherwise.
    """
    monkeypatch.delenv(SOLVES, raising=False)
    if named is not None:
        monkeypatch.setenv(SOLVES, named)

    assert solves() == found


@pytest.mark.parametrize("named", ["0", "65", "-1", "1.5", "many", "²"])
def test_other_numbers_are_refused(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """
    A worker with no place would wait for ever.
    """
    monkeypatch.setenv(SOLVES, named)

    with pytest.raises(NotReady, match=SOLVES):
        solves()
