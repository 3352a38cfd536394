"""`tracerplan offers`, `confirm`, `move`, `cancel`: what site staff do about slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings import booking, ending, moving, offering
from scheduler.bookings.booked import Booked
from scheduler.bookings.ends import Ended
from scheduler.bookings.offering import Offer
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.told import at_text
from scheduler.cli.using import asked, done, zone_of_visit
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import activity_text, thousands_text
from solver.revision import MOST_OFFERS


@dataclass(frozen=True)
class Moving:
    """A move as it was typed."""

    visit_id: str
    offer: str
    reason: str
    is_override: bool


@dataclass(frozen=True)
class Ending:
    """A visit that is given up, as it was typed."""

    visit_id: str
    reason: str
    with_followers: bool


def print_offers(
    network: str | None, visit_id: str, limit: int, *, as_json: bool
) -> ExitCode:
    """Slots for a visit, or why there is none; 1 if there is none."""

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[Sequence[Offer], Sequence[str]]:
        found = offering.offers(session, now, network_id, visit_id, limit)
        if found:
            return found, ()
        return (), offering.why_no_offer(session, now, network_id, visit_id)

    with exit_codes():
        found, rules = asked(network, read)
        if as_json:
            told = [each.as_json() for each in found]
            print_json({"visit_id": visit_id, "offers": told, "rules": list(rules)})
        elif found:
            answers().print(_table(visit_id, found))
        else:
            complain(f"no slot for {visit_id}: {', '.join(rules) or 'unknown why'}")
        return ExitCode.FINE if found else ExitCode.NO_PLAN


def confirm(
    network: str | None,
    visit_id: str,
    offer: str | None,
    *,
    is_hold: bool,
    as_json: bool,
) -> ExitCode:
    """Book a slot, or hold it."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[Booked, str]:
        token = offer and _token(session, now, network_id, visit_id, offer)
        zone = zone_of_visit(session, network_id, visit_id)
        if is_hold:
            if token is None:
                raise bad_input("--hold", "say which slot: --offer")
            held = booking.hold(
                session,
                now,
                actor,
                network_id=network_id,
                visit_id=visit_id,
                offer=token,
            )
            return held, zone
        confirmed = booking.confirm(
            session, now, actor, network_id=network_id, visit_id=visit_id, offer=token
        )
        return confirmed, zone

    with exit_codes():
        _print(*done(network, write), as_json=as_json)
        return ExitCode.FINE


def give_back(network: str | None, visit_id: str) -> ExitCode:
    """Give a held slot back."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> None:
        booking.give_back(session, now, actor, network_id=network_id, visit_id=visit_id)

    with exit_codes():
        done(network, write)
        answers().print(f"{visit_id}: not held any more")
        return ExitCode.FINE


def move(network: str | None, wanted: Moving, *, as_json: bool) -> ExitCode:
    """Give a booked visit another slot."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[Booked, str]:
        visit_id = wanted.visit_id
        token = _token(session, now, network_id, visit_id, wanted.offer)
        moved = moving.move(
            session,
            now,
            actor,
            network_id=network_id,
            move=moving.Move(visit_id, token, wanted.reason, wanted.is_override),
        )
        return moved, zone_of_visit(session, network_id, visit_id)

    with exit_codes():
        _print(*done(network, write), as_json=as_json)
        return ExitCode.FINE


def cancel(network: str | None, wanted: Ending, *, as_json: bool) -> ExitCode:
    """Cancel a visit; say what that costs."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> Ended:
        visit = ending.GiveUp(wanted.visit_id, wanted.reason, wanted.with_followers)
        return ending.cancel(session, now, actor, network_id=network_id, visit=visit)

    with exit_codes():
        print_ended(done(network, write), "cancelled", as_json=as_json)
        return ExitCode.FINE


def print_ended(ended: Ended, how: str, *, as_json: bool) -> None:
    """What giving up visits came to."""
    if as_json:
        print_json(ended.as_json())
        return
    console = answers()
    for visit_id in ended.visit_ids:
        console.print(f"{visit_id}: {how}", markup=False)
    cost = ended.cost
    if cost.wasted_nok or cost.wasted_kbq:
        console.print(
            f"wasted: {thousands_text(cost.wasted_nok)} NOK, "
            f"{activity_text(cost.wasted_kbq)}"
        )
    if cost.saved_nok:
        console.print(f"saved: {thousands_text(cost.saved_nok)} NOK")
    for visit_id in ended.broken:
        console.print(f"broken by it: {visit_id}", markup=False)


def _token(
    session: Session, now: datetime, network_id: str, visit_id: str, typed: str
) -> str:
    """The token of an offer that is called by its number, its id, or itself."""
    if "." in typed:
        return typed
    found = offering.offers(session, now, network_id, visit_id, MOST_OFFERS)
    if typed.isdecimal() and len(typed) < 4:  # noqa: PLR2004 - numbers are short
        number = int(typed)
        if 1 <= number <= len(found):
            return found[number - 1].token
        raise bad_input("--offer", f"there are {len(found)} offers: see `offers`")
    for each in found:
        if each.id == typed:
            return each.token
    raise bad_input("--offer", f"{typed} is not, or no longer, among the offers")


def _print(booked: Booked, zone: str, *, as_json: bool) -> None:
    if as_json:
        print_json(booked.as_json())
        return
    line = f"{booked.visit_id}: {booked.state}, {at_text(booked.injection_at, zone)}"
    if booked.lapses_at is not None:
        line += f", until {at_text(booked.lapses_at, zone)}"
    typer.echo(line)
    for visit_id in booked.broken:
        complain(f"{visit_id} cannot be kept any more: a replan is called for")


def _table(visit_id: str, found: Sequence[Offer]) -> Table:
    numbers = {each.id: str(number) for number, each in enumerate(found, start=1)}
    columns: list[Column[Offer]] = [
        Column("no.", lambda each: numbers[each.id], is_number=True),
        Column("id", lambda each: each.id, is_fixed=True),
        Column("injection", lambda each: moment_text(each.injection_at), is_fixed=True),
        Column("where and who", lambda each: ", ".join(each.resources)),
        Column("from", lambda each: each.batch_id, is_wide=True),
        Column("NOK", lambda each: thousands_text(each.cost_nok), is_number=True),
        Column("waiting d", lambda each: str(each.waiting_days), is_number=True),
        Column(
            "decide by",
            lambda each: moment_text(each.decide_by_at) if each.decide_by_at else NONE,
            is_fixed=True,
        ),
    ]
    return table_of(f"Slots for {visit_id}", columns, found)
