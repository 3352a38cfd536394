"""Products with their containers, packages and shelf lives."""

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.quantities import (
    allowed_minutes,
    available_mbq,
    available_ul,
    optional,
    permille,
    required_thousandths,
    required_ul,
)
from scheduler.imports.planning_file.schema_products import PackageData, ProductData
from solver.nuclides import HalfLife, half_life_for
from solver.problem.products import Container, Package, Product, ShelfLife
from solver.units import KBQ_PER_GBQ, MINUTES_PER_HOUR, available_kbq


def products(context: Context) -> list[Product]:
    """All products."""
    return [made for data in context.file.products for made in _product(context, data)]


def _product(context: Context, data: ProductData) -> list[Product]:
    place = f"products[{data.id}]"
    half_life = _half_life(context, data, place)
    residual = permille(data.residual_percent)
    if residual is None:
        context.refuse(f"{place}.residual_percent", "finer than 0.1 %")
    container = _container(context, data, f"{place}.container")
    if half_life is None or residual is None or not container:
        return []
    limits = data.shelf_life
    return context.record(
        Product,
        place,
        id=data.id,
        name=data.name,
        nuclide=half_life.evaluated.symbol,
        half_life_min=half_life.value_min,
        presentation=data.presentation,
        residual_permille=residual,
        shelf_life=ShelfLife(
            from_eos_min=optional(allowed_minutes, limits.from_eos_hours),
            from_reference_min=optional(allowed_minutes, limits.from_reference_hours),
            from_dispensing_min=optional(allowed_minutes, limits.from_dispensing_hours),
            from_receipt_min=optional(allowed_minutes, limits.from_receipt_hours),
            in_use_min=optional(allowed_minutes, limits.in_use_hours),
        ),
        container=container[0],
        package=_package(data.package),
    )


def _package(given: PackageData) -> Package:
    most = given.max_activity_gbq
    return Package(
        max_portions=given.max_portions,
        max_activity_kbq=None if most is None else available_kbq(most, KBQ_PER_GBQ),
        ti_milli_per_gbq=required_thousandths(given.transport_index_per_gbq),
    )


def _half_life(context: Context, data: ProductData, place: str) -> HalfLife | None:
    override = data.half_life_override
    try:
        if override is None:
            return half_life_for(data.nuclide)
        minutes = float(override.hours * MINUTES_PER_HOUR)
        return half_life_for(data.nuclide, minutes, override.source)
    except ValueError as error:
        field = "nuclide" if override is None else "half_life_override"
        context.refuse(f"{place}.{field}", str(error))
        return None


def _container(context: Context, data: ProductData, place: str) -> list[Container]:
    given = data.container
    return context.record(
        Container,
        place,
        concentration_kbq_per_ml=optional(
            available_mbq, given.concentration_mbq_per_ml
        ),
        max_activity_kbq=optional(available_mbq, given.max_activity_mbq),
        max_volume_ul=optional(available_ul, given.max_volume_ml),
        dead_volume_ul=required_ul(given.dead_volume_ml),
        content_kbq=optional(available_mbq, given.content_mbq),
        max_vials_per_shipment=given.max_vials_per_shipment,
    )
