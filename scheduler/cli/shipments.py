"""`tracerplan shipments`, `departures`, `orders`: what travels, and what is bought."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.happened import print_happening, report
from scheduler.cli.typed import typed_instant
from scheduler.cli.using import asked, done
from scheduler.exports.columns import Column, plain, table_of
from scheduler.exports.local_time import moment_text
from scheduler.exports.quantities import thousands_text
from scheduler.exports.views import to_json
from scheduler.orders.deadlines import OrderDeadline, order_deadlines
from scheduler.orders.placing import Placed, placed
from scheduler.production.affected import Happening
from scheduler.production.in_force import in_force
from scheduler.transport import shipments
from scheduler.transport.departures import DepartureTimes, departure_changed


def step(
    network: str | None, word: str, shipment_id: str, at: str | None, *, as_json: bool
) -> ExitCode:
    """A shipment was dispatched, has arrived or was received."""
    use_cases: dict[str, Callable[..., Happening]] = {
        "dispatch": shipments.dispatch,
        "arrive": shipments.arrive,
        "receive": shipments.receive,
    }

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        zone = _zone(session, now, network_id, shipment_id, is_site=word != "dispatch")
        return use_cases[word](
            session,
            now,
            actor,
            network_id=network_id,
            shipment_id=shipment_id,
            at=None if at is None else typed_instant("--at", at, zone),
        )

    return report(network, write, as_json=as_json)


def late(
    network: str | None, shipment_id: str, arrives: str, reason: str, *, as_json: bool
) -> ExitCode:
    """A shipment is said to arrive at another time."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        zone = _zone(session, now, network_id, shipment_id, is_site=True)
        return shipments.expect(
            session,
            now,
            actor,
            network_id=network_id,
            shipment_id=shipment_id,
            arrives_at=typed_instant("--arrives", arrives, zone),
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def reject(
    network: str | None, shipment_id: str, reason: str, *, as_json: bool
) -> ExitCode:
    """A site does not take a shipment."""

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        return shipments.reject(
            session,
            now,
            actor,
            network_id=network_id,
            shipment_id=shipment_id,
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def change_departure(
    network: str | None,
    departure_id: str,
    typed: tuple[str | None, str | None],
    reason: str,
    *,
    as_json: bool,
) -> ExitCode:
    """A departure arrives, or takes packages, at another time; or it is cancelled."""
    arrives, handover = typed

    def write(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> Happening:
        zone = _zone_of_departure(session, now, network_id, departure_id)
        times = None
        if arrives is not None:
            times = DepartureTimes(
                arrives_at=typed_instant("--arrives", arrives, zone),
                handover_at=None
                if handover is None
                else typed_instant("--handover", handover, zone),
            )
        return departure_changed(
            session,
            now,
            actor,
            network_id=network_id,
            departure_id=departure_id,
            times=times,
            reason=reason,
        )

    return report(network, write, as_json=as_json)


def print_due(network: str | None, hours: int, *, as_json: bool) -> ExitCode:
    """Orders that are to be placed, or changed, within so many hours."""

    def read(
        session: Session, now: datetime, network_id: str
    ) -> tuple[OrderDeadline, ...]:
        return order_deadlines(session, now, network_id, hours=hours)

    with exit_codes():
        found = asked(network, read)
        if as_json:
            print_json({"orders": to_json(found)})
        elif found:
            answers().print(_due_table(found))
        else:
            answers().print(f"Nothing is to be ordered within {hours} h.")
        return ExitCode.FINE


def place(
    network: str | None,
    order_id: str,
    portions: int,
    reason: str | None,
    *,
    as_json: bool,
) -> ExitCode:
    """So many portions of an order are placed with its maker."""

    def write(session: Session, now: datetime, actor: Actor, network_id: str) -> Placed:
        return placed(
            session,
            now,
            actor,
            network_id=network_id,
            order_id=order_id,
            portions=portions,
            reason=reason,
        )

    with exit_codes():
        found = done(network, write)
        if as_json:
            print_json(to_json(found))
            return ExitCode.FINE
        cost = thousands_text(found.cancel_cost_nok)
        line = f"{order_id}: {found.before} portions before, {found.portions} now"
        if found.portions < found.before:
            line += f"; cancelling costs {cost} NOK"
        answers().print(plain(line))
        if found.happening is not None and found.happening.lost:
            print_happening(found.happening)
        return ExitCode.FINE


def _due_table(rows: tuple[OrderDeadline, ...]) -> Table:
    columns: list[Column[OrderDeadline]] = [
        Column("Order", lambda row: row.order_id, is_fixed=True),
        Column("Product", lambda row: row.product_id),
        Column(
            "Order by",
            lambda row: (
                moment_text(row.cutoff_at) + (" (overdue)" if row.is_overdue else "")
            ),
        ),
        Column("Planned", lambda row: str(row.portions), is_number=True),
        Column("Placed", lambda row: str(row.placed), is_number=True),
        Column("To place", lambda row: f"{row.to_place:+}", is_number=True),
        Column("NOK", lambda row: thousands_text(row.cost_nok), is_number=True),
        Column(
            "Cancelling (NOK)",
            lambda row: thousands_text(row.cancel_cost_nok),
            is_number=True,
        ),
    ]
    return table_of("Orders", columns, rows)


def _zone(
    session: Session, now: datetime, network_id: str, shipment_id: str, *, is_site: bool
) -> str:
    """The zone of the site a shipment goes to, or of the unit it comes from."""
    there = in_force(session, network_id, now)
    lane_id = there.shipment(shipment_id).lane_id
    problem = there.built.problem
    lane = next(each for each in problem.lanes if each.id == lane_id)
    sites = {each.id: each.zone for each in problem.sites}
    units = {each.id: each.zone for each in problem.units}
    return ZoneInfo(sites[lane.site_id] if is_site else units[lane.unit_id]).key


def _zone_of_departure(
    session: Session, now: datetime, network_id: str, departure_id: str
) -> str:
    """The zone of the unit a departure leaves from: its timetable is in that."""
    problem = in_force(session, network_id, now).built.problem
    lane_of = {each.id: each.lane_id for each in problem.departures}
    unit_of = {each.id: each.unit_id for each in problem.lanes}
    zones = {each.id: each.zone for each in problem.units}
    unit_id = unit_of.get(lane_of.get(departure_id, ""), "")
    return zones.get(unit_id, "UTC")
