"""`tracerplan visits`: how visits stand, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typer
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings import ending
from scheduler.bookings.administering import Given, administered, correct
from scheduler.bookings.ends import Ended
from scheduler.bookings.history import Step, visit_history
from scheduler.bookings.lateness import Late, Verdict, late
from scheduler.bookings.listing import VisitRow, Which, booking_of, bookings
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.reopening import reopen
from scheduler.bookings.standing import VisitState
from scheduler.cli.booking import Ending, print_ended
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.told import at_text
from scheduler.cli.typed import typed_day, typed_instant, typed_number
from scheduler.cli.using import asked, done, zone_of_visit
from scheduler.exports.columns import NONE, Column, table_of

_VISITS: list[Column[VisitRow]] = [
    Column("visit", lambda each: each.visit_id, is_fixed=True),
    Column("state", lambda each: each.state.value, is_fixed=True),
    Column("site", lambda each: each.site_id or NONE),
    Column("trial", lambda each: each.trial_id or NONE, is_wide=True),
    Column("injection", lambda x: at_text(x.injection_at, x.zone), is_fixed=True),
    Column("window to", lambda x: at_text(x.window_to_at, x.zone), is_wide=True),
    Column(
        "MBq",
        lambda each: NONE if each.draw_mbq is None else f"{each.draw_mbq:.1f}",
        is_number=True,
    ),
    Column("where and who", lambda each: ", ".join(each.resources) or NONE),
]


@dataclass(frozen=True)
class Filters:
    """What is to be listed, as it was typed."""

    site: str | None
    day: str | None
    trial: str | None
    participant: str | None
    state: str | None

    def which(self) -> Which:
        """What is to be listed."""
        state = None
        if self.state is not None:
            known = [each.value for each in VisitState]
            if self.state not in known:
                raise bad_input("--state", f"one of {', '.join(known)}")
            state = VisitState(self.state)
        return Which(
            site_id=self.site,
            day=None if self.day is None else typed_day("--day", self.day),
            trial_id=self.trial,
            participant_id=self.participant,
            state=state,
        )


def print_visits(network: str | None, typed: Filters, *, as_json: bool) -> ExitCode:
    """Visits as they stand."""
    with exit_codes():
        which = typed.which()

        def read(
            session: Session, now: datetime, network_id: str
        ) -> tuple[VisitRow, ...]:
            return bookings(session, now, network_id, which)

        rows = asked(network, read)
        if as_json:
            print_json({"visits": [each.as_json() for each in rows]})
        elif rows:
            answers().print(table_of("Visits", _VISITS, rows, answers().width))
        else:
            typer.echo("no such visit")
        return ExitCode.FINE


def print_visit(network: str | None, visit_id: str, *, as_json: bool) -> ExitCode:
    """One visit as it stands."""

    def read(session: Session, now: datetime, network_id: str) -> VisitRow:
        return booking_of(session, now, network_id, visit_id)

    with exit_codes():
        row = asked(network, read)
        if as_json:
            print_json(row.as_json())
            return ExitCode.FINE
        console = answers()
        console.print(table_of(visit_id, _VISITS, [row], console.width))
        if row.broken_by:
            console.print(f"broken by: {', '.join(row.broken_by)}", markup=False)
        if row.lapses_at is not None:
            console.print(f"held until {at_text(row.lapses_at, row.zone)}")
        return ExitCode.FINE


def print_history(network: str | None, visit_id: str, *, as_json: bool) -> ExitCode:
    """What became of a visit."""

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[Sequence[Step], str]:
        zone = zone_of_visit(session, network_id, visit_id)
        return visit_history(session, network_id, visit_id), zone

    with exit_codes():
        steps, zone = asked(network, read)
        if as_json:
            print_json({"steps": [each.as_json() for each in steps]})
            return ExitCode.FINE
        columns: list[Column[Step]] = [
            Column("at", lambda each: at_text(each.at, zone), is_fixed=True),
            Column("what", lambda each: each.what, is_fixed=True),
            Column("injection", lambda x: at_text(x.injection_at, zone), is_fixed=True),
            Column("version", lambda x: str(x.version or NONE), is_number=True),
            Column("by", lambda each: each.actor or NONE),
            Column("why", lambda each: each.reason or NONE),
        ]
        answers().print(table_of(f"History of {visit_id}", columns, steps))
        return ExitCode.FINE


def print_no_show(network: str | None, wanted: Ending, *, as_json: bool) -> ExitCode:
    """Record that a participant did not come."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> Ended:
        visit = ending.GiveUp(wanted.visit_id, wanted.reason, wanted.with_followers)
        return ending.no_show(session, now, actor, network_id=network_id, visit=visit)

    with exit_codes():
        print_ended(done(network, write), "no-show", as_json=as_json)
        return ExitCode.FINE


def print_late(
    network: str | None, visit_id: str, minutes: int, *, as_json: bool
) -> ExitCode:
    """What becomes of a late visit; 1 if it is lost."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[Late, str]:
        answer = late(
            session,
            now,
            actor,
            network_id=network_id,
            visit_id=visit_id,
            minutes=minutes,
        )
        return answer, zone_of_visit(session, network_id, visit_id)

    with exit_codes():
        answer, zone = done(network, write)
        is_lost = answer.verdict is Verdict.LOST
        if as_json:
            print_json(answer.as_json())
        elif is_lost:
            complain(f"{visit_id}: lost for today; cancel it, or move it")
        else:
            at = at_text(answer.injection_at, zone)
            typer.echo(f"{visit_id}: {answer.verdict.value}, injection {at}")
        return ExitCode.NO_PLAN if is_lost else ExitCode.FINE


def print_administered(
    network: str | None,
    visit_id: str,
    typed: dict[str, str | None],
    *,
    is_correction: bool,
    as_json: bool,
) -> ExitCode:
    """Record a dose, or correct its record."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> Given:
        record = _record(typed, zone_of_visit(session, network_id, visit_id))
        change = correct if is_correction else administered
        return change(
            session,
            now,
            actor,
            network_id=network_id,
            visit_id=visit_id,
            record=record,
        )

    with exit_codes():
        given = done(network, write)
        if as_json:
            print_json(given.as_json())
            return ExitCode.FINE
        dose = given.dose
        typer.echo(
            f"{visit_id}: {dose.net_kbq / 1000:.1f} MBq net of "
            f"{dose.target_kbq / 1000:.1f} ({dose.permille / 10:+.1f} %), "
            f"{given.late_min:+d} min"
        )
        for warning in given.warnings:
            complain(warning)
        for broken in given.broken:
            complain(f"{broken} cannot be kept any more: a replan is called for")
        return ExitCode.FINE


def _record(typed: dict[str, str | None], zone: str) -> DoseRecord:
    def at(name: str) -> datetime | None:
        value = typed[name]
        option = f"--{name.replace('_', '-')}"
        return None if value is None else typed_instant(option, value, zone)

    assayed, injected, residual = at("assayed"), at("injected"), typed["residual"]
    if assayed is None or injected is None:
        raise bad_input("--injected", "say when it was assayed, and injected")
    return DoseRecord(
        assay_mbq=typed_number("--assay", typed["assay"] or ""),
        assayed_at=assayed,
        injected_at=injected,
        residual_mbq=None if residual is None else typed_number("--residual", residual),
        residual_at=at("residual_at"),
        scanner_id=typed["scanner"],
        scan_started_at=at("scan"),
        vial_id=typed["vial"],
        reason=typed["reason"],
    )


def print_reopened(network: str | None, visit_id: str, reason: str) -> ExitCode:
    """Take back that a visit has ended."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> VisitState:
        return reopen(
            session,
            now,
            actor,
            network_id=network_id,
            visit_id=visit_id,
            reason=reason,
        )

    with exit_codes():
        typer.echo(f"{visit_id}: {done(network, write).value}")
        return ExitCode.FINE
