"""From a planning file to the problem it states."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from scheduler.imports.planning_file import (
    convert_batches,
    convert_clinic,
    convert_departures,
    convert_equipment,
    convert_generators,
    convert_histories,
    convert_orders,
    convert_production,
    convert_products,
    convert_transport,
)
from scheduler.imports.planning_file.context import Context, HasId, by_id
from scheduler.imports.planning_file.convert_claims import claims
from scheduler.imports.planning_file.convert_commitments import commitments
from scheduler.imports.planning_file.convert_live import Live
from scheduler.imports.planning_file.convert_participants import participant_visits
from scheduler.imports.planning_file.convert_people import people
from scheduler.imports.planning_file.convert_procedures import (
    check_extra_minutes,
    check_overnight_places,
    procedures,
)
from scheduler.imports.planning_file.convert_waiting import (
    asked_visits,
    held_without_waiting,
)
from scheduler.imports.planning_file.cross_references import reference_issues
from scheduler.imports.planning_file.plausibility import (
    check_definitions,
    check_shelf_lives,
)
from scheduler.imports.planning_file.schema import PlanningFile
from solver.documents import issues_of
from solver.errors import InvalidDocument, Issue
from solver.problem.base import MAX_MINUTES
from solver.problem.problem import Problem
from solver.problem.production import Order, Process, Run
from solver.problem.products import Product

_LONGEST_ID = 120
_ROOM_FOR_SEPARATORS = 6


def to_problem(file: PlanningFile) -> Problem:
    """
    Convert a planning file, exactly and in one order for equal files.

    Raises
    ------
    InvalidDocument
        With every issue: names that nothing goes by, local times that do not
        exist, quantities that make no sense.

    """
    return _converted(Context(file))


def to_live_problem(file: PlanningFile, live: Live) -> Problem:
    """
    Convert what live rows say as of now: nobody's data stop anybody else.

    What only concerns one visit, or only one date, is no issue.

    * A visit of the plan in force stays as it was planned, whatever time has done to
      its weight, or said of its dates.
    * Any other visit with something wrong waits, with those that come after it: it is
      not in the problem.
    * A result that is overdue is due any minute.
    * A clock time that a date does not have is the minute to which the clock is put
      forward; what else cannot be told of a date is not there on it.

    Parameters
    ----------
    live
        It is filled with what waits.

    Raises
    ------
    InvalidDocument
        With every other issue.

    """
    return _converted(Context(file, live))


def _converted(context: Context) -> Problem:
    file, live = context.file, context.live
    context.issues += reference_issues(file)
    check_definitions(context)
    check_shelf_lives(context)
    as_of_min = context.axis.minute(file.as_of)
    if not -MAX_MINUTES < as_of_min < context.horizon_min:
        context.refuse("as_of", "lies after the horizon's end, or years before it")

    products = by_id(convert_products.products(context))
    processes = convert_production.processes(context)
    runs = convert_batches.runs(context, products)
    orders = convert_orders.orders(context, products)
    product_of_batch = products_of_batches(products, processes, runs, orders)
    held = commitments(context, product_of_batch)
    lanes = convert_transport.lanes(context)
    departures = convert_departures.departures(context)
    visits = [*participant_visits(context), *claims(context)]
    if live is not None and live.waiting:
        visits = asked_visits(context, live, visits)
        held = [held_without_waiting(each, live) for each in held]
    steps = procedures(context)
    sites = convert_clinic.sites(context)
    places = convert_clinic.places(context)
    check_overnight_places(context, steps, places, sites)
    check_extra_minutes(context, steps, visits)
    _check_ids(context, [*runs, *orders], [*lanes, *departures], visits)
    fields = {
        "name": file.name,
        "origin_at": context.axis.origin_at,
        "as_of_min": as_of_min,
        "horizon_min": context.horizon_min,
        "products": tuple(products.values()),
        "units": tuple(convert_production.units(context)),
        "lines": tuple(convert_production.lines(context)),
        "processes": tuple(processes),
        "runs": tuple(runs),
        "orders": tuple(orders),
        "authorisations": tuple(convert_production.authorisations(context)),
        "sites": tuple(sites),
        "places": tuple(places),
        "scanners": tuple(convert_clinic.scanners(context)),
        "people": tuple(people(context)),
        "trials": tuple(convert_clinic.trials(context)),
        "lanes": tuple(lanes),
        "departures": tuple(departures),
        "procedures": tuple(steps),
        "visits": tuple(visits),
        "separations": tuple(convert_histories.separations(context)),
        "exposures": tuple(convert_histories.exposures(context)),
        "series": tuple(convert_histories.series(context)),
        "cohorts": tuple(convert_histories.cohorts(context)),
        "equipment": tuple(convert_equipment.equipment(context)),
        "generators": tuple(convert_generators.generators(context)),
        "commitments": held[0] if held else None,
    }
    if context.issues:
        raise refusal(context.issues)
    try:
        return Problem.model_validate(fields)
    except ValidationError as error:
        raise refusal(issues_of(error)) from None


def refusal(issues: Sequence[Issue]) -> InvalidDocument:
    """All that is wrong, each thing once."""
    return InvalidDocument(tuple(dict.fromkeys(issues)))


def products_of_batches(
    products: Mapping[str, Product],
    processes: Iterable[Process],
    runs: Iterable[Run],
    orders: Iterable[Order],
) -> dict[str, Product]:
    """What each run and order makes, by id of the batch."""
    made = {process.id: process.product_id for process in processes}
    batches = [(run.id, made[run.process_id]) for run in runs if run.process_id in made]
    batches += [(order.id, order.product_id) for order in orders]
    return {batch: products[name] for batch, name in batches if name in products}


def _check_ids(context: Context, *groups: Sequence[HasId]) -> None:
    """Plans put ids together: batch, departure and visit must fit into one."""
    longest = sum(max((len(each.id) for each in group), default=0) for group in groups)
    if longest + _ROOM_FOR_SEPARATORS > _LONGEST_ID:
        context.refuse(
            "",
            "the ids of units, lines, products, lanes and visits are too long: the "
            f"longest come to {longest} characters together, room is for "
            f"{_LONGEST_ID - _ROOM_FOR_SEPARATORS}",
        )
