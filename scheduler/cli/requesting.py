"""`tracerplan request` and `participants`: who takes part, and what they ask for."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import typer
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.bookings.ends import Ended
from scheduler.canonical import plain
from scheduler.cli.booking import print_ended
from scheduler.cli.consoles import print_json
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.typed import typed_day, typed_instant, typed_number
from scheduler.cli.using import done, zone_of_participant, zone_of_visit
from scheduler.trials.enrolment import Absence, Enrolment, enrol
from scheduler.trials.requests import (
    Dates,
    VisitRequest,
    request_schedule,
    request_visit,
)
from scheduler.trials.results import ResultEntry, enter_result
from scheduler.trials.service import Weighed, unavailable, weigh, withdraw
from solver.problem.demand import GateStatus


@dataclass(frozen=True)
class Wanted:
    """A request as it was typed."""

    participant_id: str
    definition_id: str | None
    start: str | None
    end: str | None
    follows: str | None


def request(
    network: str | None, wanted: Wanted, *, schedule: bool, as_json: bool
) -> ExitCode:
    """Ask for a visit, or for all that are not there yet."""
    with exit_codes():
        if schedule == (wanted.definition_id is not None):
            raise bad_input("request", "give either a DEFINITION or --schedule")
        dates = _dates(wanted)
        if schedule and (dates or wanted.follows):
            raise bad_input("--schedule", "visits have the windows of the protocol")

        def write(
            session: Session, now: datetime, actor: Actor, network_id: str
        ) -> tuple[str, ...]:
            if wanted.definition_id is None:
                return request_schedule(
                    session,
                    now,
                    actor,
                    network_id=network_id,
                    participant_id=wanted.participant_id,
                )
            visit = VisitRequest(
                participant_id=wanted.participant_id,
                definition_id=wanted.definition_id,
                follows=wanted.follows,
                dates=dates,
            )
            made = request_visit(
                session, now, actor, network_id=network_id, visit=visit
            )
            return (made,)

        made = done(network, write)
        if as_json:
            print_json({"visits": list(made)})
        elif made:
            for visit_id in made:
                typer.echo(visit_id)
        else:
            complain(f"all visits of {wanted.participant_id} are there")
        return ExitCode.FINE


def _dates(wanted: Wanted) -> Dates | None:
    if (wanted.start is None) != (wanted.end is None):
        raise bad_input("--from", "--from and --to come together")
    if wanted.start is None or wanted.end is None:
        return None
    return typed_day("--from", wanted.start), typed_day("--to", wanted.end)


def add(network: str | None, typed: dict[str, Any], *, as_json: bool) -> ExitCode:
    """Enrol a participant."""
    with exit_codes():
        participant = Enrolment(
            trial_id=typed["trial"],
            site_id=typed["site"],
            code=typed["code"],
            arm=typed["arm"],
            dose_level=typed["dose_level"],
            weight_kg=_if(typed_number, "--weight", typed["weight"]),
            weighed_on=_if(typed_day, "--weighed-on", typed["weighed_on"]),
            is_consented=typed["consented"],
            anchor_date=_if(typed_day, "--anchor", typed["anchor"]),
        )

        def write(
            session: Session, now: datetime, actor: Actor, network_id: str
        ) -> str:
            return enrol(
                session, now, actor, network_id=network_id, participant=participant
            )

        code = done(network, write)
        if as_json:
            print_json({"participant": code})
        else:
            typer.echo(code)
        return ExitCode.FINE


def _if(read: Any, option: str, typed: str | None) -> Any:
    return None if typed is None else read(option, typed)


def print_weighed(
    network: str | None, participant_id: str, kg: str, day: str, *, as_json: bool
) -> ExitCode:
    """Write down a weight; say which activities change."""
    with exit_codes():
        weight, weighed_on = typed_number("WEIGHT", kg), typed_day("--on", day)

        def write(
            session: Session, now: datetime, actor: Actor, network_id: str
        ) -> Weighed:
            return weigh(
                session,
                now,
                actor,
                network_id=network_id,
                participant_id=participant_id,
                weight_kg=weight,
                weighed_on=weighed_on,
            )

        weighed = done(network, write)
        if as_json:
            print_json(plain(asdict(weighed)))
            return ExitCode.FINE
        for each in weighed.visits:
            before = "/".join(f"{x:.1f}" for x in each.before_mbq)
            after = "/".join(f"{x:.1f}" for x in each.after_mbq)
            mark = " (more than 5 %)" if each.is_significant else ""
            typer.echo(f"{each.visit_id}: {before} -> {after} MBq{mark}")
        _complain_broken(weighed.broken)
        return ExitCode.FINE


def print_withdrawn(
    network: str | None, participant_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """Take a participant out of the trial."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> Ended:
        return withdraw(
            session,
            now,
            actor,
            network_id=network_id,
            participant_id=participant_id,
            reason=reason,
        )

    with exit_codes():
        print_ended(done(network, write), "cancelled", as_json=as_json)
        return ExitCode.FINE


def print_unavailable(
    network: str | None, participant_id: str, span: tuple[str, str], *, as_json: bool
) -> ExitCode:
    """Write down when a participant cannot come."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[str, ...]:
        zone = zone_of_participant(session, network_id, participant_id)
        start, end = span
        absence = Absence(
            start_at=typed_instant("--from", start, zone),
            end_at=typed_instant("--to", end, zone),
        )
        return unavailable(
            session,
            now,
            actor,
            network_id=network_id,
            participant_id=participant_id,
            absence=absence,
        )

    with exit_codes():
        _print_broken(done(network, write), as_json=as_json)
        return ExitCode.FINE


@dataclass(frozen=True)
class Entered:
    """A result as it was typed."""

    visit_id: str
    gate: str
    status: str
    taken: str
    due: str | None


def print_result(network: str | None, typed: Entered, *, as_json: bool) -> ExitCode:
    """Enter a result that gates a visit."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[str, ...]:
        zone = zone_of_visit(session, network_id, typed.visit_id)
        due = typed.due
        result = ResultEntry(
            visit_id=typed.visit_id,
            gate=typed.gate,
            status=GateStatus(typed.status),
            taken_at=typed_instant("--taken", typed.taken, zone),
            due_at=None if due is None else typed_instant("--due", due, zone),
        )
        return enter_result(session, now, actor, network_id=network_id, result=result)

    with exit_codes():
        _print_broken(done(network, write), as_json=as_json)
        return ExitCode.FINE


def _print_broken(broken: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"broken": list(broken)})
        return
    typer.echo("written")
    _complain_broken(broken)


def _complain_broken(broken: tuple[str, ...]) -> None:
    for visit_id in broken:
        complain(f"{visit_id} cannot be kept any more: a replan is called for")
