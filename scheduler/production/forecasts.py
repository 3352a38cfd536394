"""Forecasts of demand: the newest is kept, and read."""

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from scheduler.planning.problem_builder import network_of
from scheduler.production.forecast_records import NetworkForecast, Outlook
from scheduler.production.forecast_rows import ForecastRow

_OUTLOOK = TypeAdapter(Outlook)


def keep(session: Session, network_id: str, made: NetworkForecast) -> bool:
    """
    Replace the forecast there was, unless that belongs to newer data or a newer plan.

    Returns
    -------
    bool
        Whether it was kept.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network_of(session, network_id, lock=True)
    row = session.get(ForecastRow, network_id, populate_existing=True)
    if row is not None and (
        row.data_revision > made.data_revision
        or row.plan_revision > made.plan_revision
        or row.as_of > made.as_of
    ):
        return False
    session.merge(
        ForecastRow(
            network_id=network_id,
            as_of=made.as_of,
            data_revision=made.data_revision,
            plan_revision=made.plan_revision,
            document=_OUTLOOK.dump_python(made.outlook, mode="json"),
        )
    )
    session.flush()
    return True


def forecast_in(session: Session, network_id: str) -> NetworkForecast | None:
    """
    The newest forecast of a network; ``None`` if none was made yet.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    row = session.get(ForecastRow, network_id, populate_existing=True)
    if row is None:
        return None
    made_from = (row.data_revision, row.plan_revision)
    return NetworkForecast(
        as_of=row.as_of,
        data_revision=row.data_revision,
        plan_revision=row.plan_revision,
        outlook=_OUTLOOK.validate_python(row.document),
        is_outdated=made_from != (network.data_revision, network.plan_revision),
    )
