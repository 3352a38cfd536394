"""What a site may hold, and holds already."""

from collections.abc import Sequence

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_licences import LicenceData
from solver.nuclides import UnknownNuclide, nuclide
from solver.problem.base import MAX_MINUTES
from solver.problem.equipment import Inventory, Licence
from solver.units import KBQ_PER_GBQ, available_kbq, required_kbq


def licences(context: Context, site: SiteData) -> tuple[Licence, ...]:
    """The limits of a site, with nuclides as the table calls them."""
    return tuple(
        made
        for data in site.licences
        for made in _licence(context, data, f"sites[{site.id}].licences[{data.id}]")
    )


def inventory(context: Context, site: SiteData) -> tuple[Inventory, ...]:
    """What a site holds, with half-lives of the table; rounded up."""
    found: list[Inventory] = []
    for position, data in enumerate(site.inventory):
        place = f"sites[{site.id}].inventory[{position}]"
        at = context.axis.minute(data.measured_at)
        if abs(at) > MAX_MINUTES:
            context.refuse(f"{place}.measured_at", "lies years away from the horizon")
            continue
        for symbol in _symbols(context, (data.nuclide,), f"{place}.nuclide"):
            found += context.record(
                Inventory,
                place,
                nuclide=symbol,
                half_life_min=nuclide(symbol).half_life_min,
                activity_kbq=required_kbq(data.activity_gbq, KBQ_PER_GBQ),
                at_min=at,
            )
    return tuple(found)


def _licence(context: Context, data: LicenceData, place: str) -> list[Licence]:
    symbols = _symbols(context, data.nuclides, f"{place}.nuclides")
    if len(set(symbols)) < len(symbols):
        context.refuse(f"{place}.nuclides", "a nuclide is listed twice")
    if len(symbols) < len(data.nuclides):
        return []
    return context.record(
        Licence,
        place,
        id=data.id,
        nuclides=tuple(symbols),
        max_kbq=available_kbq(data.max_gbq, KBQ_PER_GBQ),
        includes_waste=data.includes_waste,
    )


def _symbols(context: Context, names: Sequence[str], place: str) -> list[str]:
    """Names in any spelling as the table has them; unknown ones are issues."""
    found: list[str] = []
    for name in names:
        try:
            found.append(nuclide(name).symbol)
        except UnknownNuclide as error:
            context.refuse(place, str(error))
    return found
