"""Forecast what units may be asked for, from rows and *now*."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.exports.index import Index
from scheduler.planning.problem_builder import (
    Built,
    build,
    network_of,
    units_of_batches,
)
from scheduler.production.forecast_records import (
    DayForecast,
    NetworkForecast,
    Outlook,
)
from scheduler.production.forecast_rows import ForecastRow
from solver.forecast.bands import Amount, Band, forecast
from solver.forecast.possible import Cell
from solver.plan.plan import Administration
from solver.problem.commitments import Firmness

_NOTHING = Amount(0, 0)
_NO_BAND = Band(_NOTHING, _NOTHING, _NOTHING, _NOTHING, Fraction(0), 0)


def is_due(session: Session, now: datetime, network_id: str) -> bool:
    """
    Whether plan, data or the network's day are others than in the forecast there is; no
    problem is built.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    row = session.get(ForecastRow, network_id, populate_existing=True)
    if row is None:
        return True
    zone = ZoneInfo(network.zone)
    made_from = (
        row.data_revision,
        row.plan_revision,
        row.as_of.astimezone(zone).date(),
    )
    present = (
        network.data_revision,
        network.plan_revision,
        now.astimezone(zone).date(),
    )
    return made_from != present


def forecasting(
    session: Session, now: datetime, network_id: str
) -> "Forecasting | None":
    """
    What a forecast is to be made of; ``None`` where none is due.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        If the rows do not make a problem.

    """
    if not is_due(session, now, network_id):
        return None
    return Forecasting(build(session, network_id, now), now)


class Forecasting:
    """The forecast of one problem; no session is open while it is made."""

    def __init__(self, built: Built, now: datetime) -> None:
        self._built, self._now = built, now
        self._plan = built.problem.commitments.previous
        self._index = Index(built.problem, self._plan)
        self._units = {each.id: each for each in built.problem.units}
        self._made_by = units_of_batches(built.problem)
        self._day_of = cache(self._local_day)

    def made(self) -> NetworkForecast:
        """The forecast, as of now."""
        problem, built = self._built.problem, self._built
        doses = dict(self._doses())
        open_ids = {each.id for each in problem.visits} - doses.keys()
        found = forecast(problem, open_ids, self._day_of)
        firmness = {each.visit_id: each.firmness for each in problem.commitments.visits}
        planned: dict[tuple[Cell, bool], list[Administration]] = defaultdict(list)
        for visit_id, (cell, dose) in doses.items():
            is_certain = firmness.get(visit_id) not in {None, Firmness.HELD}
            planned[cell, is_certain].append(dose)
        present = {cell for cell, _ in planned if cell.day >= self._today(cell.unit_id)}
        outlook = Outlook(
            days=tuple(
                self._day(
                    cell,
                    certain=_amount(planned[cell, True]),
                    planned=_amount(planned[cell, False]),
                    band=found.bands.get(cell, _NO_BAND),
                )
                for cell in sorted(present | found.bands.keys())
            ),
            expected_later=float(found.expected_later),
            num_nowhere=len(found.nowhere),
        )
        return NetworkForecast(
            as_of=self._now,
            data_revision=built.data_revision,
            plan_revision=built.plan_revision,
            outlook=outlook,
        )

    def _doses(self) -> Iterator[tuple[str, tuple[Cell, Administration]]]:
        """Visits of the plan in force, and the batch each has its dose of."""
        index = self._index
        for dose in self._plan.administrations:
            batch_id = index.batch_ids(dose)[0]
            if batch_id in self._made_by:
                unit_id = self._made_by[batch_id]
                day = self._day_of(unit_id, index.batches[batch_id].reference_min)
                cell = Cell(unit_id, index.product_of(batch_id).id, day)
                yield dose.visit_id, (cell, dose)

    def _day(
        self, cell: Cell, *, certain: Amount, planned: Amount, band: Band
    ) -> DayForecast:
        return DayForecast(
            unit_id=cell.unit_id,
            unit=self._units[cell.unit_id].name,
            product_id=cell.product_id,
            product=self._index.products[cell.product_id].name,
            day=cell.day,
            certain=certain,
            planned=planned,
            least=band.least,
            low=band.low,
            high=band.high,
            most=band.most,
            expected_doses=float(band.expected_doses),
            expected_kbq=band.expected_kbq,
        )

    def _today(self, unit_id: str) -> date:
        return self._day_of(unit_id, self._built.problem.as_of_min)

    def _local_day(self, unit_id: str, minute: int) -> date:
        zone = ZoneInfo(self._units[unit_id].zone)
        return self._built.instants.at(minute).astimezone(zone).date()


def _amount(doses: list[Administration]) -> Amount:
    return Amount(len(doses), sum(each.demand_kbq for each in doses))
