"""Gates of a visit: what is known of its results, or when they are expected."""

from datetime import date, timedelta

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice
from scheduler.imports.planning_file.quantities import allowed_minutes
from scheduler.imports.planning_file.schema_calendar import CalendarTime
from scheduler.imports.planning_file.schema_demand import VisitData
from scheduler.imports.planning_file.schema_gates import GateRule, ResultData
from scheduler.imports.planning_file.schema_protocol import VisitDefinition
from scheduler.imports.planning_file.windows import DateWindow
from solver.problem.base import MAX_MINUTES
from solver.problem.demand import Gate, GateStatus


def gates_of(
    context: Context,
    visit: VisitData,
    definition: VisitDefinition,
    zone: str,
    dates: DateWindow,
    place: str,
) -> list[Gate]:
    """
    One gate for each rule of the definition; issues name the visit.

    A result that is overdue is an issue, unless the visit's window has passed; live, it
    is due any minute.
    """
    results = {each.gate: each for each in visit.results}
    for name in sorted(results.keys() - {rule.name for rule in definition.gates}):
        context.refuse(
            f"{place}.results[{name}]", f"{definition.id!r} has no such gate"
        )
    return [
        made
        for rule in definition.gates
        for made in _gate(
            context,
            rule,
            results.get(rule.name),
            zone,
            dates,
            (f"{place}.results[{rule.name}]", context.is_planned(visit.id)),
        )
    ]


def _gate(
    context: Context,
    rule: GateRule,
    result: ResultData | None,
    zone: str,
    dates: DateWindow,
    of: tuple[str, bool],
) -> list[Gate]:
    place, is_planned = of
    now = context.axis.minute(context.file.as_of)
    if result is not None:
        status = result.status
        taken = context.axis.minute(result.taken_at)
        due = None if result.due_at is None else context.axis.minute(result.due_at)
        if status is not GateStatus.PENDING and taken > now and not is_planned:
            context.refuse(f"{place}.taken_at", "lies in the future, and has a result")
    else:
        expected = _expected(context, rule, zone, dates.nominal, place)
        if expected is None:
            return []
        status = GateStatus.PENDING
        taken, due = expected
    closes = context.axis.midnight(dates.latest + timedelta(days=1), zone)
    if due is not None and due < now < closes and context.live is not None:
        due = now
    if due is not None and due < now < closes:
        at = context.local(due, zone).isoformat(timespec="minutes")
        context.refuse(
            place, f"was due at {at}, before as_of: give the result, or its due_at"
        )
        return []
    if abs(taken) > MAX_MINUTES or (due or 0) > MAX_MINUTES:
        context.refuse(place, "lies years away from the horizon")
        return []
    return context.record(
        Gate,
        place,
        name=rule.name,
        status=status,
        taken_min=taken,
        valid_min=_valid_min(context, rule, zone, taken),
        due_min=due,
        may_order_at_risk=rule.may_order_at_risk,
    )


def _expected(
    context: Context, rule: GateRule, zone: str, nominal: date, place: str
) -> tuple[int, int] | None:
    """When the sample is taken and the result due, by the nominal day."""
    if rule.taken is None or rule.due is None:
        context.refuse(place, "needs a result: the gate has no times of its own")
        return None
    try:
        return (
            _minute(context, rule.taken, zone, nominal),
            _minute(context, rule.due, zone, nominal),
        )
    except LocalTimeError as error:
        context.refuse(place, str(error))
        return None


def _minute(context: Context, time: CalendarTime, zone: str, nominal: date) -> int:
    day = nominal - timedelta(days=time.days_before)
    return context.axis.clock(day, time.at, zone, Twice.FIRST)


def _valid_min(context: Context, rule: GateRule, zone: str, taken: int) -> int:
    """Minutes of validity: elapsed hours, or up to the end of the last local date."""
    if rule.valid_hours is not None:
        return allowed_minutes(rule.valid_hours)
    days = timedelta(days=(rule.valid_days or 0) + 1)
    end = context.axis.midnight(context.axis.day_of(taken, zone) + days, zone)
    return end - 1 - taken
