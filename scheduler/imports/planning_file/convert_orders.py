"""Orders of bought products: one for each reference date of each offer."""

from datetime import date, timedelta

from scheduler.imports.planning_file.calendars import counts, days_between, lead_minute
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice
from scheduler.imports.planning_file.schema_calendar import LeadTime
from scheduler.imports.planning_file.schema_production import UnitData
from scheduler.imports.planning_file.schema_supplies import SupplyData
from solver.problem.production import Order
from solver.problem.products import Product

_REFERENCE_DAYS_AFTER = 60
"""An order may be ready, and used, that long before its reference time."""

Offer = tuple[SupplyData, UnitData, str]
"""What is offered, by whom, and where in the file that is said."""


def supply_name(supply: SupplyData) -> str:
    """What tells the offer from others."""
    return supply.id or f"{supply.unit}/{supply.product}"


def order_id(supply: SupplyData, day: date) -> str:
    """The id of the order for one reference date."""
    return f"{supply_name(supply)}{'/' if supply.id is None else '@'}{day}"


def orders(context: Context, products: dict[str, Product]) -> list[Order]:
    """One order per offer and reference date."""
    found: list[Order] = []
    for position, supply in enumerate(context.file.supplies):
        unit = context.units.get(supply.unit)
        if unit is None:
            continue
        offer = (supply, unit, f"supplies[{position}]")
        placed = _placed(context, offer)
        first, last = context.production_days(unit.zone)
        last += timedelta(days=min(_REFERENCE_DAYS_AFTER, supply.ready.days_before))
        for day in days_between(first, last):
            if counts(supply.reference_dates, day):
                found += _order(
                    context,
                    offer,
                    day,
                    products.get(supply.product),
                    placed.get(day, 0),
                )
    return found


def _placed(context: Context, offer: Offer) -> dict[date, int]:
    """Portions that are ordered already, by reference date."""
    supply, _, place = offer
    found: dict[date, int] = {}
    for position, each in enumerate(supply.placed):
        here = f"{place}.placed[{position}]"
        if not counts(supply.reference_dates, each.reference_date):
            message = f"nothing is offered for {each.reference_date}"
            context.refuse(f"{here}.reference_date", message)
        elif each.reference_date in found:
            message = f"{each.reference_date} occurs twice"
            context.refuse(f"{here}.reference_date", message)
        elif each.portions > supply.max_portions:
            context.refuse(f"{here}.portions", "more than max_portions of the offer")
        found[each.reference_date] = each.portions
    return found


def _order(
    context: Context, offer: Offer, day: date, product: Product | None, placed: int
) -> list[Order]:
    supply, unit, place = offer
    ready_day = day - timedelta(days=supply.ready.days_before)
    reference = _clock(context, offer, ("reference_clock", day, supply.reference_clock))
    ready = _clock(context, offer, ("ready", ready_day, supply.ready.at))
    cutoff = _lead(context, offer, ("cutoff", supply.cutoff), day)
    free = _lead(context, offer, ("free_cancellation", supply.free_cancellation), day)
    if reference is None or ready is None or cutoff is None:
        return []
    if cutoff > ready:
        context.refuse_date(f"{place}.cutoff", "lies after an order is ready")
        if context.live is not None:
            return []
    if free is not None and free > ready:
        message = "lies after an order is ready"
        context.refuse_date(f"{place}.free_cancellation", message)
        free = free if context.live is None else ready
    expiry = max(reference, ready) + _longest_use(product)
    is_of_use = ready < context.horizon_min and expiry > 0
    if not is_of_use and order_id(supply, day) not in context.committed:
        return []
    return context.record(
        Order,
        place,
        id=order_id(supply, day),
        product_id=supply.product,
        unit_id=unit.id,
        reference_min=reference,
        ready_min=ready,
        cutoff_min=cutoff,
        max_portions=supply.max_portions,
        cost_nok=supply.cost_nok,
        cost_per_portion_nok=supply.cost_per_portion_nok,
        placed_portions=min(placed, supply.max_portions),
        free_cancel_until_min=free,
        cancel_cost_per_portion_nok=supply.cancel_cost_per_portion_nok,
    )


def _clock(context: Context, offer: Offer, asked: tuple[str, date, str]) -> int | None:
    """Minute of a clock time of the unit; none, and an issue, if it is not one."""
    _, unit, place = offer
    field, day, clock = asked
    try:
        return context.axis.clock(day, clock, unit.zone, Twice.REFUSED)
    except LocalTimeError as error:
        context.refuse_date(f"{place}.{field}", str(error))
        return None


def _lead(
    context: Context, offer: Offer, asked: tuple[str, LeadTime | None], day: date
) -> int | None:
    """Minute of a deadline; none if there is none, or if it cannot be told."""
    _, unit, place = offer
    field, lead = asked
    if lead is None:
        return None
    try:
        return lead_minute(lead, unit.working_days, day, unit.zone, context.axis)
    except LocalTimeError as error:
        context.refuse_date(f"{place}.{field}", str(error))
        return None


def _longest_use(product: Product | None) -> int:
    """Minutes after its reference time for which an order may be of use."""
    if product is None:
        return 0
    limit = product.shelf_life.from_reference_min
    return 10**6 if limit is None else limit
