"""Changes over HTTP: made once, answered alike, and never praised before they are."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.audit.session import AuditedSession
from scheduler.database.database import MOST_TRIES
from scheduler.errors import Conflict, PlanMoved
from scheduler.idempotency.models import LONGEST_KEY
from scheduler.idempotency.service import KEPT, forget_old
from tests.api.desk import Desk


def test_a_change_is_made_once_and_answered_alike(desk: Desk) -> None:
    """
    Byte by byte, with its headers; the work is not done again.
    """
    somebody = desk.bare.somebody
    first = somebody.post("desk", {"name": "one"}, once="k")
    somebody.post("desk", {"name": "two"}, once="l")
    again = somebody.post("desk", {"name": "one"}, once="k")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (desk.name, desk.tries) == ("two", 2)


def test_a_key_stands_for_one_request(one_desk: Desk) -> None:
    """
    Another body, address or letter of the query is another request.
    """
    somebody = one_desk.bare.somebody
    somebody.post("desk", {"name": "one"}, once="k")
    others = [
        somebody.post("desk", {"name": "two"}, once="k"),
        somebody.post("desk?x=1", {"name": "one"}, once="k"),
        somebody.post("desk/nothing", {"name": "one"}, once="k"),
    ]

    assert [each.status_code for each in others] == [422] * 3
    assert {each.json()["code"] for each in others} == {"idempotency_key_reused"}
    assert one_desk.name == "one"


def test_an_answer_without_a_body_is_replayed(one_desk: Desk) -> None:
    """
    204, both times.
    """
    somebody = one_desk.bare.somebody
    first = somebody.post("desk/nothing", once="k")
    again = somebody.post("desk/nothing", once="k")

    assert (first.status_code, again.status_code) == (204, 204)
    assert (first.content, again.content) == (b"", b"")
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (None, 400, "idempotency_key_missing"),
        ("", 400, "idempotency_key_missing"),
        ("  ", 400, "idempotency_key_missing"),
        ("x" * (LONGEST_KEY + 1), 422, "invalid"),
        ("å", 422, "invalid"),
        ("a\x7fb", 422, "invalid"),
        ("a\tb", 422, "invalid"),
    ],
)
def test_every_change_needs_a_key(
    one_desk: Desk, key: str | None, status: int, code: str
) -> None:
    """
    Of printable letters, as long as is kept.
    """
    sent = {"Authorization": f"Bearer {one_desk.bare.text}"}
    if key is not None:
        sent["Idempotency-Key"] = key
    answer = one_desk.bare.client.post(
        "/api/v1/desk",
        json={"name": "one"},
        headers=[
            (name.encode(), value.encode("latin-1")) for name, value in sent.items()
        ],
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert one_desk.tries == 0


def test_what_is_refused_may_be_tried_again_under_its_key(desk: Desk) -> None:
    """
    It leaves nothing: no row, no entry of the trail, no answer.
    """
    somebody, before = desk.bare.somebody, desk.rows()
    desk.failures = [Conflict("not now"), RuntimeError("canary")]
    refused = somebody.post("desk", {"name": "one"}, once="k")
    failed = somebody.post("desk", {"name": "one"}, once="k")
    between = desk.rows()
    made = somebody.post("desk", {"name": "one"}, once="k")

    assert (refused.status_code, failed.status_code) == (409, 500)
    assert between == before
    assert made.status_code == 201
    assert "Idempotency-Replayed" not in made.headers
    assert desk.rows() == (before[0] + 1, before[1] + 1)


def test_a_commit_that_fails_is_not_praised(desk: Desk) -> None:
    """
    The answer goes out after the commit, and says what has become of it.
    """
    somebody, before, name = desk.bare.somebody, desk.rows(), desk.name

    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    event.listen(AuditedSession, "before_commit", fail)
    try:
        failed = somebody.post("desk", {"name": "one"}, once="k")
    finally:
        event.remove(AuditedSession, "before_commit", fail)
    left = (desk.rows(), desk.name)
    made = somebody.post("desk", {"name": "one"}, once="k")

    assert (failed.status_code, failed.json()["code"]) == (503, "unavailable")
    assert left == (before, name)
    assert made.status_code == 201
    assert desk.name == "one"


def test_a_connection_that_is_lost_at_the_commit_is_told(one_desk: Desk) -> None:
    """
    As above, where the database itself refuses.
    """

    def fail(_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("lost"))

    engine = one_desk.bare.database.engine
    event.listen(engine, "commit", fail)
    try:
        failed = one_desk.bare.somebody.post("desk", {"name": "one"}, once="k")
    finally:
        event.remove(engine, "commit", fail)

    assert failed.status_code == 503
    assert one_desk.name != "one"


def test_a_plan_that_moves_is_tried_again(one_desk: Desk) -> None:
    """
    Unseen by the caller; who loses each time is told so, and may come again.
    """
    somebody = one_desk.bare.somebody
    one_desk.failures = [PlanMoved("n")] * 3
    made = somebody.post("desk", {"name": "one"}, once="k")
    tries = one_desk.tries
    one_desk.failures = [PlanMoved("n")] * MOST_TRIES
    lost = somebody.post("desk", {"name": "two"}, once="l")
    again = somebody.post("desk", {"name": "two"}, once="l")

    assert (made.status_code, tries) == (201, 4)
    assert (lost.status_code, lost.json()["code"]) == (409, "plan_moved")
    assert again.status_code == 201


def test_what_was_seen_otherwise_is_left_as_it_is(one_desk: Desk) -> None:
    """
    `If-Match` with the ETag of now, of several, or of whatever there is.
    """
    somebody = one_desk.bare.somebody
    old = somebody.post("desk", {"name": "one"}).headers["ETag"]
    new = somebody.post("desk", {"name": "two"}).headers["ETag"]
    refused = [
        somebody.post("desk", {"name": "three"}, headers={"If-Match": each})
        for each in (old, '"nothing"', "", new.strip('"'), f"{old}, {old}")
    ]
    name = one_desk.name
    accepted = [somebody.post("desk", {"name": "four"}, headers={"If-Match": new})]
    accepted += [
        somebody.post("desk", {"name": "five"}, headers={"If-Match": each})
        for each in (f"{old}, {accepted[0].headers['ETag']}", "*")
    ]

    assert [each.status_code for each in refused] == [412] * 5
    assert name == "two"
    assert [each.status_code for each in accepted] == [201] * 3


def test_answers_are_forgotten_after_thirty_days(desk: Desk) -> None:
    """
    Not before; then the key stands for nothing.
    """
    somebody, clock = desk.bare.somebody, desk.bare.clock
    somebody.post("desk", {"name": "one"}, once="k")
    forgotten = []
    for later in (KEPT, KEPT + timedelta(seconds=1)):
        with desk.bare.database.writing() as session:
            forgotten.append(forget_old(session, clock() + later))
    again = somebody.post("desk", {"name": "one"}, once="k")

    assert forgotten == [0, 1]
    assert "Idempotency-Replayed" not in again.headers
    assert desk.tries == 2
