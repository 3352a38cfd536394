"""Lists, page by page: neither rows, counts nor cursors tell of another."""

from urllib.parse import quote

import pytest

from tests.api.attacks.asking import Answer
from tests.api.attacks.canaries import forbidden, heard
from tests.api.attacks.matrix import home_of
from tests.api.attacks.operations import Operation
from tests.api.attacks.people import Attacker
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import TABLE, sample, with_a_row

_MOST_PAGES = 60


def _page(
    siege: Siege, attacker: Attacker, operation: Operation, **asked: object
) -> Answer:
    """A page, without any filter that is not required."""
    sent = sample(siege.world, home_of(attacker), operation)
    needed = {e["name"] for e in operation.parameters if e.get("required")}
    query = {name: value for name, value in sent.query.items() if name in needed}
    request = operation.request(sent.path, query | asked, None, {})
    answer = siege.ask(request, attacker)
    assert answer.status == 200, answer.body
    said = heard(answer, quote(str(asked.get("cursor", "")), safe=""))
    leaks = [e for e in forbidden(siege.world, attacker) if e in said]
    assert leaks == [], f"{attacker.name}: {operation.id} {asked} {answer.body!r}"
    return answer


def _lists(siege: Siege, attacker: Attacker) -> list[Operation]:
    return [
        each
        for each in with_a_row(siege)
        if "cursor" in each.query_names and TABLE[each.id].may(attacker)
    ]


@pytest.mark.parametrize("word", ["Alfa", "Beta"])
def test_pages_hold_what_is_theirs(siege: Siege, word: str) -> None:
    """
    One row at a time, without a filter: the whole list, in its order, and no more.
    """
    num_rows = 0
    for attacker in siege.world.people.values():
        for operation in _lists(siege, attacker):
            if attacker.tenant is None or attacker.tenant.word != word:
                continue
            whole = _page(siege, attacker, operation, limit=200).json
            rows, cursor = [], None
            for _ in range(_MOST_PAGES):
                asked: dict[str, object] = {} if cursor is None else {"cursor": cursor}
                page = _page(siege, attacker, operation, limit=1, **asked).json
                rows += page["items"]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert rows == whole["items"][: len(rows)], operation.id
            assert cursor is None or len(rows) == _MOST_PAGES
            num_rows += len(rows)

    assert num_rows > 0


def test_anothers_cursor_tells_nothing(siege: Siege) -> None:
    """
    It goes on in the list of whoever sends it.
    """
    num_asked = 0
    for attacker in siege.world.people.values():
        if attacker.tenant is None or attacker.tenant.word != "Beta":
            continue
        for operation in _lists(siege, attacker):
            donor = siege.world.people["administrator"]
            first = _page(siege, donor, operation, limit=1).json
            if first["next_cursor"] is not None:
                _page(siege, attacker, operation, cursor=first["next_cursor"])
                num_asked += 1

    assert num_asked > 0
