"""Rule 16: tracers, treatments and drugs of one participant keep their distance."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from solver.problem.base import MAX_MINUTES
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ortools.sat.python.cp_model_helper import Literal

    from solver.model.seating import Seating
    from solver.model.variables import PlanVars  # loads OR-Tools
    from solver.model.visit_vars import VisitVars

_FAR = 4 * MAX_MINUTES
"""Later than any minute."""


class Washout:
    r"""
    Two doses of one participant keep the gap of whichever comes first.

    .. math:: t_v < t_w \Rightarrow t_w - t_v \ge g(p_v, p_w), \qquad
        t_v \notin (\underline\epsilon - g(p_v, \epsilon),
        \overline\epsilon + g(\epsilon, p_v))

    with :math:`\epsilon` an exposure; where the pair asks for it, the two lie on
    different calendar days of the site of the later one.
    """

    number: ClassVar[int] = 16
    name: ClassVar[str] = "washout"

    def post(self, x: "PlanVars") -> None:
        """Free visits keep away from each other, from fixed ones and exposures."""
        for own in x.visits:
            away = list(_kept_away(x.index, own.visit, x.piece.fixed))
            if away:
                spans = list(_between(away))
                x.restrict(own.injection, spans, [own.served])
            for other in x.index.histories.related(own.visit):
                if x.is_free(other.id) and own.visit.id < other.id:
                    self._post_pair(x, own, x.visit(other.id))

    def _post_pair(self, x: "PlanVars", one: "VisitVars", two: "VisitVars") -> None:
        """Either the one comes first, or the other; never both in one minute."""

        def truth(seating: "Seating") -> int:
            seats = [seating.placement(each.visit.id) for each in (one, two)]
            if seats[0] is None or seats[1] is None:
                return 0
            return int(seats[0].injection_min < seats[1].injection_min)

        first = x.literal(f"{one.visit.id} before {two.visit.id}", truth)
        for (before, after), literal in (
            ((one, two), first),
            ((two, one), first.negated()),
        ):
            under = [before.served, after.served, literal]
            gap = x.index.histories.gap(before.visit.product_id, after.visit.product_id)
            least = 1 if gap is None else max(gap.min_gap_min, 1)
            x.model.add(after.injection >= before.injection + least).only_enforce_if(
                under
            )
            if gap is not None and gap.is_other_day:
                self._post_other_day(x, before, after, under)

    def _post_other_day(
        self,
        x: "PlanVars",
        before: "VisitVars",
        after: "VisitVars",
        under: "list[Literal]",
    ) -> None:
        """Some midnight lies between the two."""
        first, last = before.reach.first_min, after.reach.last_min
        site = x.index.sites[after.visit.site_id]
        midnights = [each for each in site.midnights_min if first < each <= last]
        if not midnights:
            x.model.add_bool_or([each.negated() for each in under])
            return

        def truth(seating: "Seating") -> int:
            seat = seating.placement(before.visit.id)
            minute = first if seat is None else seat.injection_min
            return next((each for each in midnights if each > minute), midnights[0])

        name = f"midnight after {before.visit.id} before {after.visit.id}"
        midnight = x.book.one_of([(each, each) for each in midnights], name, truth)
        x.model.add(before.injection < midnight).only_enforce_if(under)
        x.model.add(after.injection >= midnight).only_enforce_if(under)

    def allows(self, state: State, visit: Visit, frame: Frame) -> int:
        """Minutes far enough from every other dose and exposure."""
        minutes = frame.full
        for start, end in _kept_away(state.index, visit, state.placements):
            minutes &= ~frame.span(start, end)
        return minutes


def _kept_away(
    index: Index, visit: Visit, seated: "Mapping[str, Placement]"
) -> Iterator[tuple[int, int]]:
    """Half-open spans in which the visit may not be injected."""
    histories, product = index.histories, visit.product_id
    for exposure in histories.exposures(visit):
        before = histories.gap(product, exposure.substance)
        after = histories.gap(exposure.substance, product)
        start, end = exposure.span.start_min + 1, exposure.span.end_min
        if before is not None:
            start -= before.min_gap_min
            if before.is_other_day:
                day = index.day_of(visit, exposure.span.start_min)
                start = min(start, index.day_span(visit, day, day)[0])
        if after is not None:
            end += after.min_gap_min
            if after.is_other_day:
                day = index.day_of(visit, exposure.span.end_min - 1)
                end = max(end, index.day_span(visit, day, day)[1])
        yield start, end
    for other in histories.related(visit):
        seat = seated.get(other.id)
        if seat is not None:
            yield from _around(index, visit, other, seat.injection_min)


def _around(
    index: Index, visit: Visit, other: Visit, minute: int
) -> Iterator[tuple[int, int]]:
    """Where a visit may not be for another that is injected at a minute."""
    start, end = minute + 1, minute
    before = index.histories.gap(visit.product_id, other.product_id)
    if before is not None:
        start = minute - before.min_gap_min + 1
        if before.is_other_day:
            day = index.day_of(other, minute)
            start = min(start, index.day_span(other, day, day)[0])
    after = index.histories.gap(other.product_id, visit.product_id)
    if after is not None:
        end = minute + after.min_gap_min
        if after.is_other_day:
            day = index.day_of(visit, minute)
            end = max(end, index.day_span(visit, day, day)[1])
    if start <= minute or end > minute:
        # In the very same minute, both orders have to hold.
        yield min(start, minute), max(end, minute + 1)


def _between(away: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies outside of all spans."""
    start = -_FAR
    for begin, end in sorted(away):
        if start < begin:
            yield start, begin
        start = max(start, end)
    yield start, _FAR
