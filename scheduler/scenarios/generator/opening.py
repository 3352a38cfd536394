"""Which batches a planted day has, when, and how they reach each site."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from scheduler.scenarios.generator.catalog import DAY, Recipe
from scheduler.scenarios.generator.ledger import OpenBatch, OpenShipment
from scheduler.scenarios.generator.network import Network
from solver.problem.production import Line, Run
from solver.problem.products import Presentation
from solver.problem.transport import Departure, Lane

_STEP_MIN = 5


@dataclass(frozen=True, slots=True)
class Source:
    """A batch as one site sees it: what, from which shipment."""

    recipe: Recipe
    batch: OpenBatch
    shipment: OpenShipment

    @property
    def has_room(self) -> bool:
        """Whether the batch's hand-over leaves time for one portion more."""
        if self.recipe.product.presentation is Presentation.MULTI_DOSE_VIAL:
            return True
        most = self.recipe.num_portions
        return not most or self.batch.num_portions < most


def open_batches(network: Network, day: int, rng: Random) -> Iterator[OpenBatch]:
    """Runs of the day that fit on their lines, each at a random EOS, and its orders."""
    recipes = {recipe.product.id: recipe for recipe in network.recipes}
    makers = {f"make-{product}": recipe for product, recipe in recipes.items()}
    for line in network.lines:
        made: list[OpenBatch] = []
        runs = [run for run in network.runs if (run.line_id, run.day) == (line.id, day)]
        rng.shuffle(runs)
        for run in runs:
            recipe = makers[run.process_id]
            minutes = list(
                range(run.earliest_eos_min, run.latest_eos_min + 1, _STEP_MIN)
            )
            rng.shuffle(minutes)
            for eos in minutes:
                batch = OpenBatch(
                    batch=run,
                    product=recipe.product,
                    process=recipe.process,
                    reference_min=eos,
                )
                if all(fit_on_line(line, batch, other) for other in made):
                    made.append(batch)
                    break
        yield from made
    for order in network.orders:
        if order.reference_min // DAY == day:
            yield OpenBatch(
                batch=order,
                product=recipes[order.product_id].product,
                process=None,
                reference_min=order.reference_min,
            )


def fit_on_line(line: Line, one: OpenBatch, other: OpenBatch) -> bool:
    """Whether two runs of a line leave each other synthesis, cleaning and cooling."""
    changeover = line.changeover_min * (one.product.id != other.product.id)
    gap = max(line.cooldown_min, line.cleaning_min + changeover)
    one_start = one.reference_min - one.made.synthesis_min
    other_start = other.reference_min - other.made.synthesis_min
    return (
        other.reference_min + gap <= one_start or one.reference_min + gap <= other_start
    )


def sources(
    network: Network, batches: list[OpenBatch], site_id: str
) -> Iterator[Source]:
    """The batches that reach a site, each by its lane or its first departure."""
    unit_of = {line.id: line.unit_id for line in network.lines}
    reaching = {recipe.product.id: recipe for recipe in network.reaching(site_id)}
    lanes = {lane.unit_id: lane for lane in network.lanes if lane.site_id == site_id}
    for batch in batches:
        owner = batch.batch
        unit = unit_of[owner.line_id] if isinstance(owner, Run) else owner.unit_id
        recipe, lane = reaching.get(batch.product.id), lanes.get(unit)
        if recipe is None or lane is None:
            continue
        vials = sum(each.unit_id == unit for each in network.lanes)
        packed = batch.packed_min(recipe.num_portions or vials)
        if lane.door_to_door_min is not None:
            yield Source(recipe, batch, batch.ship(lane, None, packed))
        elif departure := first_departure(network, lane, packed):
            shipment = batch.ship(lane, departure, departure.handover_min)
            yield Source(recipe, batch, shipment)


def first_departure(network: Network, lane: Lane, ready_min: int) -> Departure | None:
    """The first departure of a lane that takes a package ready at this minute."""
    return min(
        (
            each
            for each in network.departures
            if each.lane_id == lane.id and each.handover_min >= ready_min
        ),
        key=lambda each: each.handover_min,
        default=None,
    )
