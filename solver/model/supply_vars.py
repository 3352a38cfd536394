"""The variables of one run or order: made or not, when, how full, and on which way."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from solver.model.book import Book
from solver.model.dose_vars import DoseVars
from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.visit_vars import VisitVars
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.products import Presentation
from solver.state.hours import NEVER_MIN
from solver.state.load import dead_kbq
from solver.state.supply import Supply, Way

Drawer = tuple[VisitVars, DoseVars]
"""A free visit that may draw from the batch, and what it would draw."""

Picker = tuple[VisitVars, DoseVars, Option]
"""The same, with the very vial."""


class SupplyVars:
    """Decisions on one batch that is not committed."""

    def __init__(
        self, book: Book, piece: Piece, supply: Supply, drawers: Sequence[Drawer]
    ) -> None:
        self.supply = supply
        self.fixed = piece.fixed_load(supply.id)
        self.drawers = tuple(drawers)
        self._book = book
        self._piece = piece
        self._prompt: set[str] = set()
        self._make_reference()
        self._make_vials()
        self._make_portions()
        self._make_ways()

    # -- what can be asked -----------------------------------------------------

    @property
    def ways(self) -> tuple[Way, ...]:
        """Ways the batch may travel on."""
        return tuple(self._ways.values())

    def ships(self, way_id: str) -> cp_model.IntVar:
        """Whether something of the batch travels on a way."""
        return self._ships[way_id]

    def arrives(self, way: Way) -> Expr:
        """Minute of arrival, if it travels on that way."""
        if way.departure is not None:
            return way.departure.arrives_min
        return self._dispatch[way.id] + (way.lane.door_to_door_min or 0)

    def dispatch(self, way: Way) -> Expr:
        """Hand-over on demand."""
        return self._dispatch[way.id]

    @property
    def vials(self) -> tuple[tuple[str, int], ...]:
        """Multi-dose vials that could be filled: way and number."""
        return tuple(self._fills)

    def fills(self, way_id: str, vial: int) -> cp_model.IntVar:
        """Whether a multi-dose vial is filled."""
        return self._fills[way_id, vial]

    def pickers(self, way_id: str, vial: int) -> list[Picker]:
        """Free visits that could draw from a vial, with what they draw."""
        return self._pickers[way_id, vial]

    @property
    def release(self) -> Expr:
        """First minute at which a dose of it may be injected."""
        if self.supply.process is None:
            return self.supply.release_min(0)
        return self.reference + self.supply.process.quality_control_min

    @property
    def activity(self) -> Expr:
        """Activity at the reference minute: all vials, and the sample."""
        product = self.supply.product
        fixed = self.fixed.activity_kbq - self.supply.sample_kbq if self.fixed else 0
        total: Expr = fixed + self.supply.sample_kbq * self.made
        for own, dose in self.drawers:
            if dose.is_whole:
                content = product.container.content_kbq or 0
                total += content * dose.counted_from(self.supply.id)
            else:
                total += dose.drawn_from(self.supply.id)
            if product.presentation is Presentation.UNIT_DOSE:
                total += dead_kbq(product) * own.draws_from(self.supply.id)
        fixed_vials = self.fixed.fills if self.fixed else {}
        for key, literal in self._fills.items():
            if key not in fixed_vials:
                total += dead_kbq(product) * literal
        return total

    # -- what can be required --------------------------------------------------

    def require_prompt_dispatch(self, way: Way) -> None:
        """On demand, the batch leaves at the first open minute once ready."""
        if way.id in self._prompt:
            return
        self._prompt.add(way.id)
        model, dispatch = self._book.model, self._dispatch[way.id]
        until = -MAX_ACTIVITY_KBQ
        chosen = []
        soonest, latest = self._book.bounds(self.ready)
        for start, end in self._piece.state.lane_hours(way):
            if end <= soonest or until > latest:
                until = end
                continue
            literal = self._book.boolean(
                f"{self.supply.id} leaves {way.id} in {start}",
                self._leaves_in(way, start, end),
            )
            leaves = self._book.integer(
                start,
                max(start, latest),
                f"{self.supply.id} leaves {way.id} from {start}",
                self._leaves_from(start),
            )
            model.add_max_equality(leaves, [self.ready, start])
            model.add(self.ready >= until).only_enforce_if(literal)
            model.add(self.ready <= end - 1).only_enforce_if(literal)
            model.add(dispatch == leaves).only_enforce_if(literal)
            chosen.append(literal)
            until = end
        model.add(cp_model.LinearExpr.sum(chosen) == self._ships[way.id])

    # -- making them -----------------------------------------------------------

    def _make_reference(self) -> None:
        first, last = self._piece.reference_span(self.supply)
        id_ = self.supply.id
        if self.fixed is not None:
            self.made = self._book.constant(1)
        else:
            sources = [own.draws_from(id_) for own, _ in self.drawers]
            self.made = self._book.any_of(sources, f"make {id_}")
        self.reference: Expr = first
        if first < last:
            self.reference = self._book.integer(
                first, last, f"reference {id_}", self._reference_of(first)
            )

    def _make_vials(self) -> None:
        fixed = self.fixed.fills if self.fixed else {}
        self._pickers: dict[tuple[str, int], list[Picker]] = defaultdict(list)
        for own, dose in self.drawers:
            for option in own.options_from(self.supply.id):
                self._pickers[option.way_id, option.vial].append((own, dose, option))
        self._fills: dict[tuple[str, int], cp_model.IntVar] = {}
        for way_id, vial in sorted({*self._pickers, *fixed}):
            if not vial:
                continue
            if (way_id, vial) in fixed:
                self._fills[way_id, vial] = self._book.constant(1)
                continue
            picks = self._picks_on(way_id, vial)
            self._fills[way_id, vial] = self._book.any_of(
                picks, f"fill {self.supply.id}/{way_id}/v{vial}"
            )

    def _make_portions(self) -> None:
        """Vials and unit doses, and the minute at which they are all packed."""
        self.portions: Expr = self.fixed.own_vials if self.fixed else 0
        most = len(self._fills) + (self.fixed.own_vials if self.fixed else 0)
        for literal in self._fills.values():
            self.portions += literal
        for own, dose in self.drawers:
            if dose.is_whole:
                counted = dose.counted_from(self.supply.id)
                self.portions += counted
                most += self._book.bounds(counted)[1]
            elif self.supply.product.presentation is Presentation.UNIT_DOSE:
                self.portions += own.draws_from(self.supply.id)
                most += 1
        process = self.supply.process
        if process is None:
            self.ready: Expr = self.supply.ready_min(0, 0)
            return
        least, longest = (self.supply.ready_after_min(n) for n in (1, max(most, 1)))
        if least == longest:
            self.ready = self.reference + least
            return
        fixed_min = process.dispensing_fixed_min + process.packing_min
        packed = fixed_min + process.dispensing_per_portion_min * self.portions
        if process.is_conditional_dispatch:
            self.ready = self.reference + packed
            return
        low, high = (self.supply.ready_after_min(n) for n in (0, most))
        delay = self._book.integer(
            low,
            high,
            f"pack {self.supply.id}",
            lambda seating: self.supply.ready_after_min(seating.value(self.portions)),
        )
        floor = process.quality_control_min
        self._book.model.add_max_equality(delay, [packed, floor])
        self.ready = self.reference + delay

    def _make_ways(self) -> None:
        self._ways: dict[str, Way] = {}
        self._ships: dict[str, cp_model.IntVar] = {}
        self._dispatch: dict[str, Expr] = {}
        fixed = self.fixed.ways if self.fixed else {}
        for way_id in dict.fromkeys([*fixed, *(id_ for id_, _ in self._pickers)]):
            way = self._piece.index.ways[way_id]
            self._ways[way_id] = way
            if way_id in fixed:
                self._ships[way_id] = self._book.constant(1)
            else:
                vials = [vial for id_, vial in self._pickers if id_ == way_id]
                picks = [lit for k in vials for lit in self._picks_on(way_id, k)]
                name = f"ship {self.supply.id}/{way_id}"
                self._ships[way_id] = self._book.any_of(picks, name)
            if way.departure is None:
                self._dispatch[way_id] = self._make_dispatch(way)

    def _make_dispatch(self, way: Way) -> Expr:
        hours = self._piece.state.lane_hours(way)
        first = hours[0][0] if hours else 0

        def truth(seating: Seating) -> int:
            departs = seating.departs_min(self.supply.id, way)
            return first if departs == NEVER_MIN else departs

        spans = [(start, end - 1) for start, end in hours] or [(0, 0)]
        return self._book.one_of(spans, f"dispatch {self.supply.id}/{way.id}", truth)

    def _picks_on(self, way_id: str, vial: int) -> list[cp_model.IntVar]:
        return [own.picks(option) for own, _, option in self._pickers[way_id, vial]]

    def _leaves_in(self, way: Way, start: int, end: int) -> Callable[[Seating], int]:
        return lambda seating: int(
            start <= seating.departs_min(self.supply.id, way) < end
        )

    def _leaves_from(self, start: int) -> Callable[[Seating], int]:
        return lambda seating: max(start, seating.value(self.ready))

    def _reference_of(self, otherwise: int) -> Callable[[Seating], int]:
        """Reference minute of a batch that is made; another if it is not."""

        def truth(seating: Seating) -> int:
            load = seating.load(self.supply.id)
            return otherwise if load is None else load.reference_min

        return truth
