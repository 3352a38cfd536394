"""
The decisions of one exact model, as verbs.

The rules state themselves with these and see no dictionary.  Only free visits and
batches that are not committed have decisions; what is fixed or committed answers as
a number.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.model.as_before import unmoved
from solver.model.book import Book, Truth
from solver.model.days import DayVars
from solver.model.dose_vars import DoseVars
from solver.model.elution_vars import elutions_of
from solver.model.equipment_vars import EquipmentVars
from solver.model.freight_vars import FreightVars
from solver.model.handled import handled_kbq
from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.resource_vars import ResourceVars
from solver.model.seating import Expr
from solver.model.shared_vials import SharedVial, shared_vials
from solver.model.site_vars import SiteVars
from solver.model.spans import Span
from solver.model.supply_vars import SupplyVars
from solver.model.task_spans import VisitTask
from solver.model.visit_vars import VisitVars
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.state.stock import StockShipment
from solver.state.supply import Way


class PlanVars:
    """
    All variables of one piece.

    Attributes
    ----------
    model
        The model they belong to, for the rules to add to.
    book
        Knows the value of each variable in a given plan.
    resources
        Tasks of visits and who does them.
    freight, sites
        What of a batch travels on a way, and what is held where it arrives.
    equipment
        What runs hold besides their lines.
    elutions
        Generators from which runs could be made.
    """

    def __init__(self, model: cp_model.CpModel, piece: Piece) -> None:
        self.model = model
        self.piece = piece
        self.index = piece.index
        self.book = Book(model)
        self.resources = ResourceVars(self.book, piece)
        self._visits: dict[str, VisitVars] = {}
        self._doses: dict[str, DoseVars] = {}
        self._unmoved: dict[str, cp_model.IntVar] = {}
        for visit in piece.visits:
            own = VisitVars(self.book, piece, visit)
            self._visits[visit.id] = own
            self._doses[visit.id] = DoseVars(self.book, piece, own)
            self.resources.add(own)
        self._supplies = self._make_supplies()
        self.equipment = EquipmentVars(self.book, piece, self.supplies)
        self.elutions = elutions_of(self.book, piece, self.supplies)
        self.freight = FreightVars(self)
        self.sites = SiteVars(self)
        self._days = DayVars(self.book, piece)

    # -- visits ----------------------------------------------------------------

    @property
    def visits(self) -> Iterable[VisitVars]:
        """The free visits."""
        return self._visits.values()

    def visit(self, visit_id: str) -> VisitVars:
        """One free visit."""
        return self._visits[visit_id]

    def dose(self, visit_id: str) -> DoseVars:
        """What one free visit draws."""
        return self._doses[visit_id]

    def is_free(self, visit_id: str) -> bool:
        """Whether the visit is decided here."""
        return visit_id in self._visits

    def is_served(self, visit_id: str) -> Expr:
        """Whether the visit is served: a literal, or 0 or 1 if it is not free."""
        if visit_id in self._visits:
            return self._visits[visit_id].served
        return int(visit_id in self.piece.fixed)

    def injection(self, visit_id: str) -> Expr:
        """Injection minute; it means something only if the visit is served."""
        if visit_id in self._visits:
            return self._visits[visit_id].injection
        return self.piece.fixed[visit_id].injection_min

    def is_on_day(
        self, visit: Visit, first_day: int, last_day: int
    ) -> list[cp_model.IntVar]:
        """Literals of the site's days in a range on which the visit may be."""
        return self._days.between(self._visits[visit.id], first_day, last_day)

    def days(self, visit: Visit) -> range:
        """The site's calendar days on which the visit could be."""
        return self._days.candidates(self._visits[visit.id])

    def is_unmoved(self, visit_id: str) -> cp_model.IntVar:
        """Whether a committed visit is injected at the minute it had."""
        if visit_id not in self._unmoved:
            self._unmoved[visit_id] = unmoved(self, self._visits[visit_id])
        return self._unmoved[visit_id]

    def uses(self, visit: Visit, purpose: Purpose, resource_id: str) -> Expr:
        """Whether a resource is held for a purpose of a visit."""
        return self.resources.is_used(visit, purpose, resource_id)

    def picks(self, visit_id: str, option: Option) -> cp_model.IntVar:
        """Whether the visit's dose comes this way."""
        return self._visits[visit_id].picks(option)

    def tasks(self, purposes: Iterable[Purpose]) -> Iterable[VisitTask]:
        """Tasks of all free visits for some purposes."""
        wanted = frozenset(purposes)
        for visit_id in self._visits:
            for task in self.resources.tasks(visit_id):
                if task.purpose in wanted:
                    yield task

    # -- batches ---------------------------------------------------------------

    @property
    def supplies(self) -> Iterable[SupplyVars]:
        """Batches to decide on: not committed, and within reach of somebody."""
        return self._supplies.values()

    def supply(self, supply_id: str) -> SupplyVars:
        """One batch that is not committed."""
        return self._supplies[supply_id]

    def is_committed(self, supply_id: str) -> bool:
        """Whether the batch exists, whatever the plan."""
        return supply_id in self.piece.stocks

    def is_made(self, supply_id: str) -> Expr:
        """Whether the batch is made or ordered, or exists."""
        if self.is_committed(supply_id):
            return 1
        return self._supplies[supply_id].made if supply_id in self._supplies else 0

    def reference(self, supply_id: str) -> Expr:
        """Reference minute of a batch."""
        if self.is_committed(supply_id):
            return self.piece.stocks[supply_id].batch.reference_min
        return self._supplies[supply_id].reference

    def release(self, supply_id: str) -> Expr:
        """First minute at which a dose of the batch may be injected."""
        if self.is_committed(supply_id):
            stock = self.piece.stocks[supply_id]
            return stock.supply.release_min(stock.batch.reference_min)
        return self._supplies[supply_id].release

    def arrives(self, option: Option) -> Expr:
        """Arrival at the site."""
        if self.is_committed(option.supply_id):
            return self.shipped(option).shipment.arrives_min
        way = self.index.ways[option.way_id]
        return self._supplies[option.supply_id].arrives(way)

    def shipped(self, option: Option) -> StockShipment:
        """The committed shipment an option draws from."""
        found = self.piece.stocks[option.supply_id].shipment(option.way_id)
        if found is None:
            raise ValueError(f"{option} is not a committed shipment")
        return found

    def way(self, option: Option) -> Way:
        """The way an option takes."""
        return self.index.ways[option.way_id]

    @property
    def shared_vials(self) -> Iterable[SharedVial]:
        """Multi-dose vials that free visits may draw from."""
        return shared_vials(self.piece, self.visits)

    # -- what rules often say --------------------------------------------------

    def restrict(
        self,
        expr: Expr,
        spans: Iterable[tuple[int, int]],
        literals: Sequence[cp_model.IntVar],
    ) -> None:
        """Under the literals, the expression lies in one of the half-open spans."""
        closed = [[start, end - 1] for start, end in spans if start < end]
        if not closed:
            self.model.add_bool_or([each.negated() for each in literals])
            return
        self.model.add_linear_expression_in_domain(
            expr, cp_model.Domain.from_intervals(closed)
        ).only_enforce_if(literals)

    def keep_inside(
        self, span: Span, spans: Sequence[tuple[int, int]], literal: cp_model.IntVar
    ) -> None:
        """Under the literal, all of a span of time lies inside one of the spans."""
        roomy = [(a, b) for a, b in spans if b - a >= span.shortest]
        starts = [(a, b - span.shortest + 1) for a, b in roomy]
        self.restrict(span.start, starts, [literal])
        if not roomy or span.shortest == span.longest:
            return
        ends = [(a + span.shortest, b + 1) for a, b in roomy]
        self.restrict(span.end, ends, [literal])
        for (_, gap_start), (gap_end, _) in pairwise(roomy):
            if span.longest >= gap_end - gap_start + 2 * span.shortest:
                before = self.book.boolean(
                    "before a gap", _ends_by(span.end, gap_start)
                )
                self.model.add(span.end <= gap_start).only_enforce_if(literal, before)
                self.model.add(span.start >= gap_end).only_enforce_if(
                    literal, before.negated()
                )

    def keep_apart(
        self,
        held: Iterable[tuple[Span, cp_model.IntVar]],
        taken: Iterable[tuple[int, int]],
    ) -> None:
        """Spans under their literals overlap neither each other nor what is taken."""
        spans = [
            self.model.new_optional_fixed_size_interval_var(
                span.start, span.longest, literal, ""
            )
            if span.shortest == span.longest
            else self.model.new_optional_interval_var(
                span.start, span.size, span.end, literal, ""
            )
            for span, literal in held
            if span.longest > 0
        ]
        if not spans:
            return
        blocks = [
            self.model.new_fixed_size_interval_var(start, end - start, "")
            for start, end in taken
        ]
        if len(spans) + len(blocks) > 1:
            self.model.add_no_overlap([*spans, *blocks])

    def always(self, start: Expr, length: int) -> tuple[Span, cp_model.IntVar]:
        """A span that is held whatever is decided, to be kept apart from others."""
        return Span(start, start + length, length, length, length), self.book.constant(
            1
        )

    def handled(self, visit_id: str, literal: cp_model.IntVar) -> Expr:
        """At least what is drawn for a visit, if the literal holds [kBq]."""
        return handled_kbq(self.book, self.piece, self._visits[visit_id], literal)

    def literal(self, name: str, truth: Truth) -> cp_model.IntVar:
        """A new literal that a rule needs for itself."""
        return self.book.boolean(name, truth)

    # -- making them -----------------------------------------------------------

    def _make_supplies(self) -> dict[str, SupplyVars]:
        drawers: dict[str, list[tuple[VisitVars, DoseVars]]] = {}
        for visit_id, own in self._visits.items():
            for supply_id in own.supply_ids:
                drawers.setdefault(supply_id, []).append((own, self._doses[visit_id]))
        return {
            supply.id: SupplyVars(
                self.book, self.piece, supply, drawers.get(supply.id, [])
            )
            for supply in self.index.supplies.values()
            if supply.id not in self.piece.stocks
            and (supply.id in drawers or self.piece.fixed_load(supply.id) is not None)
        }


def _ends_by(end: Expr, minute: int) -> Truth:
    """Whether something has ended by a minute."""
    return lambda seating: int(seating.value(end) <= minute)
