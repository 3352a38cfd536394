"""Procedures: the steps of a visit."""

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_protocol import ProcedureData
from solver.problem.demand import Procedure, Scan


def procedures(context: Context) -> list[Procedure]:
    """All procedures."""
    return [
        made for data in context.file.procedures for made in _procedure(context, data)
    ]


def check_scan_minutes(
    context: Context, procedure: ProcedureData | None, minutes: int, place: str
) -> None:
    """Scan minutes are for procedures with a scan, and they need them."""
    if procedure is None:
        return
    if procedure.scan is not None and not minutes:
        context.refuse(place, f"procedure {procedure.id} has a scan: give its minutes")
    if procedure.scan is None and minutes:
        context.refuse(place, f"procedure {procedure.id} has no scan")


def _procedure(context: Context, data: ProcedureData) -> list[Procedure]:
    place = f"procedures[{data.id}]"
    scan: list[Scan] | list[None] = [None]
    if data.scan is not None:
        scan = context.record(
            Scan,
            f"{place}.scan",
            scanner_kind=data.scan.scanner_kind,
            role=data.scan.role,
            uptake_min=data.scan.uptake_from_minutes,
            uptake_max_min=data.scan.uptake_to_minutes,
            setup_min=data.scan.setup_minutes,
            cleaning_min=data.scan.cleaning_minutes,
        )
    return [
        made
        for each in scan
        for made in context.record(
            Procedure,
            place,
            id=data.id,
            name=data.name,
            place_kind=data.place_kind,
            preparation_min=data.preparation_minutes,
            preparation_role=data.preparation_role,
            injection_min=data.injection_minutes,
            injection_role=data.injection_role,
            observation_min=data.observation_minutes,
            place_cleaning_min=data.place_cleaning_minutes,
            scan=each,
        )
    ]
