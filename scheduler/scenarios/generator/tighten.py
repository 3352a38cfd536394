"""Cut capacities and hours down to what a planted plan needs, and a little more."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.scenarios.generator.catalog import DAY
from scheduler.scenarios.generator.config import GeneratorConfig
from scheduler.scenarios.generator.ledger import OpenBatch
from scheduler.scenarios.generator.network import FIRST_MIN, LAST_MIN, Network
from scheduler.scenarios.generator.records import changed
from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Scanner
from solver.problem.production import Line, Order, Process, Run
from solver.problem.products import Presentation, Product

_GBQ = 1_000_000


def spare(config: GeneratorConfig, amount: int, step: int = 1) -> int:
    """A little more than the amount, in whole steps: 2 % if tight, 50 % if not."""
    permille = 1020 + round(480 * (1 - config.tightness))
    return -(-amount * permille // (1000 * step)) * step


def processes(
    config: GeneratorConfig, network: Network, batches: Sequence[OpenBatch]
) -> Iterator[Process]:
    """Capacity of each process: its largest batch, and a little more."""
    for recipe in network.recipes:
        if recipe.process is None:
            continue
        largest = max(
            (each.activity_kbq() for each in batches if each.product is recipe.product),
            default=_GBQ,
        )
        yield recipe.process.model_copy(
            update={"capacity_kbq": spare(config, largest, _GBQ // 10)}
        )


def products(
    config: GeneratorConfig, network: Network, batches: Sequence[OpenBatch]
) -> Iterator[Product]:
    """Limits of each product's vial: the fullest one, and a little more."""
    for recipe in network.recipes:
        product = recipe.product
        if product.presentation is not Presentation.MULTI_DOSE_VIAL:
            yield product
            continue
        fills = [
            batch.fills(vial.doses)
            for batch in batches
            if batch.product is product
            for shipment in batch.shipments.values()
            for vial in shipment.vials
        ] or [(_GBQ, 1_000)]
        limits = {
            "max_activity_kbq": spare(
                config, max(activity for activity, _ in fills), _GBQ // 10
            ),
            "max_volume_ul": spare(config, max(volume for _, volume in fills), 100),
        }
        container = changed(product.container, **limits)
        yield changed(product, container=container)


def lines(network: Network, batches: Sequence[OpenBatch]) -> Iterator[Line]:
    """Runs a day of each line: as many as its busiest day has."""
    made: dict[tuple[str, int], int] = defaultdict(int)
    for batch in batches:
        if isinstance(batch.batch, Run) and batch.num_portions:
            made[batch.batch.line_id, batch.batch.day] += 1
    for line in network.lines:
        busiest = max(
            (count for (name, _), count in made.items() if name == line.id), default=1
        )
        yield changed(line, max_runs_per_day=busiest)


def orders(
    config: GeneratorConfig, network: Network, batches: Sequence[OpenBatch]
) -> Iterator[Order]:
    """Portions of each order: as many as the largest one has, and a little more."""
    largest: dict[str, int] = defaultdict(int)
    for batch in batches:
        if isinstance(batch.batch, Order):
            key = batch.batch.product_id
            largest[key] = max(largest[key], batch.num_portions)
    for order in network.orders:
        most = max(1, spare(config, largest[order.product_id]))
        yield changed(order, max_portions=most)


def scanners(
    config: GeneratorConfig, every: Sequence[Scanner], batches: Sequence[OpenBatch]
) -> Iterator[Scanner]:
    """Hours of each scanner and day: what is booked, and a little around it."""
    booked: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for batch in batches:
        for shipment in batch.shipments.values():
            for vial in shipment.vials:
                for dose in vial.doses:
                    for each in dose.occupations:
                        if each.purpose is Purpose.SCANNER:
                            minutes = booked[each.resource_id][each.start_min // DAY]
                            minutes += [each.start_min, each.end_min]
    around = round(120 * (1 - config.tightness))
    for scanner in every:
        available = tuple(
            Interval(
                start_min=max(min(minutes) - around, day * DAY + FIRST_MIN),
                end_min=min(max(minutes) + around, day * DAY + LAST_MIN),
            )
            for day, minutes in sorted(booked[scanner.id].items())
        )
        yield changed(scanner, available=available)
