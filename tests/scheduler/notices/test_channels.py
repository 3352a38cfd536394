from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.access.roles import ScopeKind
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.notices.channel_listing import channel_named, channels_of
from scheduler.notices.channels import (
    add_channel,
    pause_channel,
    remove_channel,
    resume_channel,
    try_channel,
)
from scheduler.notices.delivering import deliver_due
from scheduler.notices.letters import NotDelivered
from scheduler.notices.models import (
    Channel,
    ChannelKind,
    ChannelSecret,
    DeliveryState,
)
from tests.scheduler.access.holders import add_places
from tests.scheduler.notices.letters import Kept
from tests.scheduler.notices.told import (
    KEEPER,
    NETWORK,
    NOW,
    SITE,
    added,
    at,
    deliveries,
    told,
    with_places,
)

CHANGES = {
    "paused": pause_channel,
    "resumed": resume_channel,
    "removed": remove_channel,
}


def changed(
    database: Database,
    change: Callable[..., Channel],
    channel_id: str,
    reason: str = "a test",
) -> Channel:
    """Change a channel."""
    with database.writing() as session:
        return change(
            session,
            NOW,
            KEEPER,
            network_id=NETWORK,
            channel_id=channel_id,
            reason=reason,
        )


def issues(database: Database, **fields: Any) -> list[tuple[str, str]]:
    """What is wrong with a channel that is asked for."""
    with pytest.raises(Invalid) as refused, database.writing() as session:
        add_channel(session, NOW, KEEPER, network_id=NETWORK, **fields)
    return [(each.place, each.message) for each in refused.value.issues]


def test_all_that_is_wrong_is_told_at_once(database: Database) -> None:
    """
    Address, limits and kinds.
    """
    with_places(database)
    add_places(database, "sweden", site="KS", unit="GA")

    found = issues(
        database,
        kind=ChannelKind.WEBHOOK,
        address="http://desk.example/",
        scope={ScopeKind.SITE: ["KS", SITE], ScopeKind.TRIAL: []},
        kinds=["visit_lost", "Visit Lost"],
    )
    assert {place for place, _ in found} == {
        "address",
        "scope.site",
        "scope.trial",
        "kinds",
    }
    assert ("scope.site", "there is no site KS") in found


def test_a_network_that_is_not_there(database: Database) -> None:
    """
    Nothing can be delivered of it.
    """
    with pytest.raises(NotFound):
        added(database)


def test_the_secret_is_nowhere_but_in_its_row(database: Database) -> None:
    """
    It is given once, and no trail of changes has it; a mailbox has none.
    """
    with_places(database)
    channel, secret = added(database)
    _, none = added(database, "desk@site.example", kind=ChannelKind.EMAIL)
    for change in CHANGES.values():
        changed(database, change, channel.id)
        with database.reading() as session:
            kept = session.scalars(select(ChannelSecret.secret)).all()
            entries = session.scalars(select(AuditEntry.changes)).all()
        assert secret is not None
        assert kept == ([] if change is remove_channel else [secret])
        assert not any(secret.removeprefix("whsec_")[:20] in each for each in entries)

    assert none is None
    assert any(channel.id in each for each in entries)
    assert "whsec_" not in "".join(entries)


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ((), {"resumed"}),
        (("paused",), {"paused", "tried"}),
        (("paused", "resumed"), {"resumed"}),
        (("removed",), {"paused", "resumed", "removed", "tried"}),
        (("paused", "removed"), {"paused", "resumed", "removed", "tried"}),
    ],
)
def test_what_can_be_done_to_a_channel(
    sqlite_database: Database, before: tuple[str, ...], refused: set[str]
) -> None:
    """
    As its state allows, and to no other.
    """
    database = with_places(sqlite_database)

    def tries(name: str) -> None:
        channel = added(database)[0]
        for each in before:
            changed(database, CHANGES[each], channel.id)
        if name != "tried":
            changed(database, CHANGES[name], channel.id)
            return
        with database.writing() as session:
            try_channel(session, NOW, KEEPER, network_id=NETWORK, channel_id=channel.id)

    for name in (*CHANGES, "tried"):
        if name in refused:
            with pytest.raises(WrongState):
                tries(name)
        else:
            tries(name)


def test_a_reason_and_a_channel_are_needed(sqlite_database: Database) -> None:
    """
    Each change says why, of something that is there.
    """
    database = with_places(sqlite_database)
    channel = added(database)[0]
    for change in CHANGES.values():
        with pytest.raises(Invalid):
            changed(database, change, channel.id, reason=" ")
        with pytest.raises(NotFound):
            changed(database, change, "ch_0")


def test_a_paused_channel_keeps_what_is_told(database: Database) -> None:
    """
    It is delivered when it is resumed, in order.
    """
    with_places(database)
    channel, kept = added(database)[0], Kept()
    told(database, "A-1")
    changed(database, pause_channel, channel.id)
    told(database, "A-2")

    assert deliver_due(database, at(hours=1), {ChannelKind.WEBHOOK: kept}) == 0
    changed(database, resume_channel, channel.id)
    assert deliver_due(database, at(hours=2), {ChannelKind.WEBHOOK: kept}) == 2
    assert kept.subjects == ["A-1", "A-2"]


def test_what_waits_for_a_removed_channel_is_given_up(database: Database) -> None:
    """
    It says why.
    """
    with_places(database)
    channel, kept = added(database)[0], Kept()
    told(database)
    changed(database, remove_channel, channel.id)

    assert deliver_due(database, at(hours=1), {ChannelKind.WEBHOOK: kept}) == 0
    assert [(each.state, each.last_error) for each in deliveries(database)] == [
        (DeliveryState.GIVEN_UP, "the channel was removed")
    ]


def test_a_try_goes_over_one_channel_only(database: Database) -> None:
    """
    And is sent as any other notice.
    """
    with_places(database)
    first, second = (added(database)[0] for _ in range(2))
    with database.writing() as session:
        notice = try_channel(
            session, NOW, KEEPER, network_id=NETWORK, channel_id=second.id
        )
    kept = Kept()
    deliver_due(database, NOW, {ChannelKind.WEBHOOK: kept})

    letter = kept.letters[0]
    assert first.id != second.id
    assert (letter.id, letter.channel_id, letter.kind) == (
        notice.id,
        second.id,
        "channel_test",
    )


def test_the_list_tells_how_each_does(database: Database) -> None:
    """
    What was delivered, what waits, what was given up, and why.
    """

    def refuse(letter: object) -> None:
        raise NotDelivered("it answered 500")

    with_places(database)
    channel = added(database)[0]
    other = added(database, kinds=["visit_lost"])[0]
    told(database, "A-1")
    deliver_due(database, at(minutes=1), {ChannelKind.WEBHOOK: Kept()})
    told(database, "A-2")
    failing = {ChannelKind.WEBHOOK: Kept(refuse)}
    deliver_due(database, at(minutes=2), failing)
    told(database, "A-3")
    deliver_due(database, at(days=4), failing)

    with database.reading() as session:
        found = channels_of(session, NETWORK)
        one = channel_named(session, NETWORK, channel.id)
        with pytest.raises(NotFound):
            channel_named(session, NETWORK, "ch_0")
    assert [each.channel.id for each in found] == sorted([channel.id, other.id])
    assert one.deliveries == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.WAITING: 1,
        DeliveryState.GIVEN_UP: 1,
    }
    assert one.last_error == "it answered 500"
    assert one.last_delivered_at == at(minutes=1)
