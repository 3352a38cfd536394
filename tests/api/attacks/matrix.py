"""Every operation, asked by everybody, about what is theirs and what is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.api.attacks.asking import Answer
from tests.api.attacks.canaries import forbidden, heard, met
from tests.api.attacks.ids import NEMO
from tests.api.attacks.operations import Operation
from tests.api.attacks.people import Attacker
from tests.api.attacks.siege import Siege
from tests.api.attacks.table import TABLE, Place, Sent, places, request_of, sample
from tests.api.attacks.tenants import A, B, C, Part, Tenant
from tests.api.attacks.world import network_of

_PARTS = {"site_id": Part.SITE, "unit_id": Part.UNIT}

_UNKNOWN, _FORBIDDEN, _MISSING = 401, 403, 404


def home_of(attacker: Attacker) -> Tenant:
    """The sponsor whose things somebody asks about as their own."""
    if attacker.tenant is not None:
        return attacker.tenant
    return C if attacker.network == network_of(C) else A


@dataclass(frozen=True)
class Asked:
    """One request of the matrix, and what came back."""

    attacker: Attacker
    operation: Operation
    sent: Sent
    answer: Answer

    def told(self) -> str:
        """What was asked and answered, for people."""
        told = self.answer.body[:1500].decode(errors="replace")
        return (
            f"{self.attacker.name}: {self.operation.id} {self.sent} -> "
            f"{self.answer.status} {told}"
        )


class Matrix:
    """Asks, compares, and listens for what must not be heard."""

    def __init__(self, siege: Siege) -> None:
        self._siege = siege
        self._forbidden = {
            each.name: forbidden(siege.world, each)
            for each in siege.world.people.values()
        }
        self.num_asked = 0

    def ask(self, attacker: Attacker, operation: Operation, sent: Sent) -> Asked:
        """Ask, and find nothing in the answer that is not theirs."""
        answer = self._siege.ask(request_of(operation, sent, {}), attacker)
        asked = Asked(attacker, operation, sent, answer)
        self.num_asked += 1
        said = heard(answer, *_texts_of(sent))
        leaks = [
            f"{word} ({whose})"
            for word, whose in self._forbidden[attacker.name].items()
            if word in said
        ]
        assert not leaks, f"{leaks} in {asked.told()}"
        if attacker.role is not None or TABLE[operation.id].roles is not None:
            assert answer.headers["cache-control"] == "no-store", asked.told()
        return asked

    def own(self, attacker: Attacker, operation: Operation) -> Asked:
        """Ask about what is theirs: as the table says."""
        sent = sample(self._siege.world, home_of(attacker), operation)
        asked = self.ask(attacker, operation, sent)
        status, row = asked.answer.status, TABLE[operation.id]
        if row.roles is None:
            assert status == row.best, asked.told()
        elif attacker.role is None:
            assert status == _UNKNOWN, asked.told()
            assert asked.answer.headers["www-authenticate"] == "Bearer"
        elif not row.may(attacker):
            assert (status, asked.answer.code) == (_FORBIDDEN, "forbidden"), (
                asked.told()
            )
        else:
            assert status == row.expected(attacker), asked.told()
        return asked

    def others(self, attacker: Attacker, operation: Operation) -> None:
        """What is another's is answered as what is not there, wherever it is named."""
        world, home = self._siege.world, home_of(attacker)
        sent = sample(world, home, operation)
        for place in places(world, operation, sent):
            missing = self._at(attacker, operation, sent, place, NEMO)
            self._require_refused(missing, place)
            for other in _others(attacker, place):
                found = self._at(attacker, operation, sent, place, other)
                assert _form(found, place) == _form(missing, place), (
                    f"{place} of {other.word}: {found.told()}\n{missing.told()}"
                )

    def _at(
        self,
        attacker: Attacker,
        operation: Operation,
        sent: Sent,
        place: Place,
        owner: Tenant,
    ) -> Asked:
        world = self._siege.world
        theirs = sample(world, owner, operation).id_at(place)
        return self.ask(attacker, operation, sent.with_id(place, theirs))

    def _require_refused(self, missing: Asked, place: Place) -> None:
        """Somebody who may is told that it is not there; others as they always are."""
        where, name = place
        row = TABLE[missing.operation.id]
        attacker = missing.attacker
        if where == "path" and row.roles is not None and row.may(attacker):
            is_network_there = name == "network_id" and attacker.network is None
            assert missing.answer.status == _MISSING, missing.told()
            assert is_network_there or missing.answer.code == "not_found"


def _others(attacker: Attacker, place: Place) -> Iterator[Tenant]:
    """Sponsors of whom somebody is to know nothing, at a place."""
    if place[1] == "network_id":
        if attacker.network is not None:
            yield A if attacker.network == network_of(C) else C
        return
    home = home_of(attacker)
    for each in (A, B, C):
        if _PARTS.get(place[1]) in met(attacker, each):
            continue
        is_near = network_of(each) == network_of(home)
        if each is not home and (attacker.tenant is not None or not is_near):
            yield each


def _texts_of(sent: Sent) -> Iterator[str]:
    for value in (*sent.path.values(), *sent.query.values()):
        yield str(value)
    yield from _texts_in(sent.body)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
    elif isinstance(value, str):
        yield value


def _form(asked: Asked, place: Place) -> tuple[int, dict[str, str], str]:
    """An answer, but for the id that was sent."""
    named = str(asked.sent.id_at(place))
    headers = {
        name: value
        for name, value in asked.answer.headers.items()
        if name not in {"content-length", "etag"}
    }
    body = asked.answer.body.decode().replace(named, "…")
    return asked.answer.status, headers, body
