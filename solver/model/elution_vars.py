"""The elutions of one generator, in the order in which they follow each other."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.book import Book, Truth
from solver.model.eluate_rows import Eluate, refine, require_eluate
from solver.model.piece import Piece
from solver.model.seating import Expr, Seating
from solver.model.supply_vars import SupplyVars
from solver.problem.equipment import Generator
from solver.state.elutions import Elution, elutions, number_of, spacing_min

_BEFORE_ALL = ""
"""Name of what the first elution follows; no run is called so."""


@dataclass(frozen=True)
class _Node:
    """
    An elution that may follow or be followed.

    ``batch`` is ``None`` for a committed elution, and for what comes before all.
    """

    name: str
    minute: Expr
    first_min: int
    last_min: int
    batch: SupplyVars | None = None
    committed: Elution | None = None

    @property
    def is_given(self) -> bool:
        """Whether it takes place whatever is decided, at a minute that is known."""
        return self.batch is None or self.batch.fixed is not None


class ElutionVars:
    """
    Which elution of a generator follows which.

    Each that takes place follows one that is earlier, and is followed by one at most;
    so they are all in one row.  It begins with the last elution before those to be
    decided on, and ends with the first after them.
    """

    def __init__(
        self,
        book: Book,
        piece: Piece,
        generator: Generator,
        batches: Sequence[SupplyVars],
    ) -> None:
        self._book = book
        self._piece = piece
        self._generator = generator
        self._spacing = spacing_min(generator)
        self._nodes = self._make_nodes(batches)
        self._arcs: dict[tuple[int, int], cp_model.IntVar] = {}
        self._make_arcs()
        self._wastes: dict[int, cp_model.IntVar] = {}
        self._elapsed: dict[int, cp_model.IntVar] = {}
        for position, node in enumerate(self._nodes):
            if node.batch is not None:
                self._make_in_growth(position, node)

    # -- what can be required --------------------------------------------------

    def require_order(self) -> None:
        """Elutions follow each other at their distance, and by the expiry."""
        model = self._book.model
        for position, node in enumerate(self._nodes):
            before = [arc for (_, to), arc in self._arcs.items() if to == position]
            after = [arc for (of, _), arc in self._arcs.items() if of == position]
            model.add_at_most_one(after)
            if node.committed is not None:
                model.add_exactly_one(before)
            if node.batch is None:
                continue
            made = node.batch.made
            model.add(cp_model.LinearExpr.sum(before) == made)
            for arc in after:
                model.add_implication(arc, made)
            model.add(node.minute <= self._generator.expires_min).only_enforce_if(made)
        for (of, to), arc in self._arcs.items():
            self._require_distance(of, to, arc)
        now = self._piece.index.problem.as_of_min
        for position, waste in self._wastes.items():
            begin = self._nodes[position].minute - self._generator.regrowth_min
            model.add(begin >= now).only_enforce_if(waste)

    def require_number(self) -> None:
        """No more elutions than the generator still allows."""
        made = [node.batch.made for node in self._nodes if node.batch is not None]
        both = [*made, *self._wastes.values()]
        left = max(self._generator.elutions_left - self._num_given, 0)
        self._book.model.add(cp_model.LinearExpr.sum(both) <= left)

    def require_eluate(self) -> None:
        """No run has more than what has grown in."""
        for eluate in self._eluates():
            require_eluate(self._book, eluate)

    def refine(self, seating: Seating) -> bool:
        """Rule out what a seating has too much of; whether there is any."""
        refined = [refine(self._book, each, seating) for each in self._eluates()]
        return any(refined)

    def _eluates(self) -> Iterator[Eluate]:
        for position, elapsed in self._elapsed.items():
            batch = self._nodes[position].batch
            if batch is not None:
                yield Eluate(batch.supply, batch.reference, elapsed, batch.activity)

    def _require_distance(self, of: int, to: int, arc: cp_model.IntVar) -> None:
        model, generator = self._book.model, self._generator
        before, node = self._nodes[of], self._nodes[to]
        if node.committed is not None:
            if before.batch is not None:
                latest = self._latest_before(node.committed)
                model.add(before.minute <= latest).only_enforce_if(arc)
            return
        gap = node.minute - before.minute
        model.add(gap >= self._spacing).only_enforce_if(arc)
        grown: list[cp_model.LiteralT] = [arc]
        idle = generator.discard_after_min
        if idle is not None:
            waste = self._wastes[to]
            grown.append(waste.negated())
            model.add(gap <= idle).only_enforce_if(*grown)
            longer = max(idle + 1, generator.regrowth_min + self._spacing)
            model.add(gap >= longer).only_enforce_if(arc, waste)
        model.add(gap == self._elapsed[to]).only_enforce_if(*grown)

    def _latest_before(self, committed: Elution) -> int:
        """The latest elution that takes nothing from a committed batch."""
        latest = committed.begin_min - self._spacing
        if committed.discard_min is not None:
            return latest
        supply = self._piece.index.supplies[committed.supply_id]
        activity = self._piece.stocks[supply.id].batch.activity_kbq
        minute, since = committed.minute, self._generator.last_elution_min
        need = supply.making.least_elapsed_min(minute, minute - since, activity)
        return since if need is None else min(latest, minute - need)

    # -- making them -----------------------------------------------------------

    def _make_nodes(self, batches: Sequence[SupplyVars]) -> list[_Node]:
        """What is decided here, what lies between, and one given on either side."""
        asked = [each for each in batches if each.fixed is None or each.drawers]
        nodes = [self._node_of(each) for each in asked]
        first = min(node.first_min for node in nodes)
        last = max(node.last_min for node in nodes)
        names = {node.name for node in nodes}
        fixed = {each.supply.id: each for each in batches if each.fixed is not None}
        since, is_after = self._generator.last_elution_min, False
        self._num_given = 0
        for each in elutions(self._piece.state, self._generator):
            if each.supply_id in names:
                continue
            is_ours = not each.is_committed
            if each.minute <= since or each.minute < first or is_after:
                self._num_given += number_of(each)
                since = since if is_after else max(since, each.minute)
                continue
            is_after = each.minute > last
            if is_ours:
                nodes.append(self._node_of(fixed[each.supply_id]))
            else:
                self._num_given += number_of(each)
                minute = each.minute
                nodes.append(
                    _Node(each.supply_id, minute, minute, minute, committed=each)
                )
        nodes.append(_Node(_BEFORE_ALL, since, since, since))
        return sorted(nodes, key=lambda node: (node.first_min, node.last_min))

    def _node_of(self, batch: SupplyVars) -> _Node:
        minute = batch.reference + batch.supply.elution_min(0)
        return _Node(batch.supply.id, minute, *self._book.bounds(minute), batch)

    def _make_arcs(self) -> None:
        """From each elution to those that could come right after it."""
        given = sorted(node.first_min for node in self._nodes if node.is_given)

        def is_parted(before: _Node, node: _Node) -> bool:
            """Whether a given elution lies between the two in any case."""
            begin = bisect_right(given, before.last_min)
            return begin < bisect_left(given, node.first_min)

        for of, before in enumerate(self._nodes):
            for to, node in enumerate(self._nodes):
                if of == to or node.name == _BEFORE_ALL or is_parted(before, node):
                    continue
                is_past = before.first_min + self._spacing > node.last_min
                if before.is_given and node.committed is not None:
                    is_past = to < of
                if not is_past:
                    self._arcs[of, to] = self._book.boolean(
                        f"elute {before.name}, {node.name}",
                        self._follows(before.name, node.name),
                    )

    def _make_in_growth(self, position: int, node: _Node) -> None:
        """Minutes of in-growth, and whether they begin with one for the waste."""
        idle, regrowth = self._generator.discard_after_min, self._generator.regrowth_min
        before = [self._nodes[of] for of, to in self._arcs if to == position]
        ends = [
            (
                max(node.first_min - each.last_min, self._spacing),
                node.last_min - each.first_min,
            )
            for each in before
        ]
        if idle is not None:
            ends = [(least, min(most, idle)) for least, most in ends]
        gaps = [(least, most) for least, most in ends if least <= most]
        if idle is not None:
            gaps.append((regrowth, regrowth))
            waste = self._book.boolean(
                f"waste before {node.name}",
                self._of(node.name, lambda each: int(each.discard_min is not None), 0),
            )
            self._wastes[position] = waste
        gaps = gaps or [(1, 1)]
        least = min(gaps)[0]
        elapsed = self._book.one_of(
            gaps,
            f"in-growth for {node.name}",
            self._of(node.name, lambda each: each.elapsed_min, least),
        )
        self._elapsed[position] = elapsed
        if idle is not None and node.batch is not None:
            self._book.model.add_implication(waste, node.batch.made)
            self._book.model.add(elapsed == regrowth).only_enforce_if(waste)

    def _follows(self, before: str, name: str) -> Truth:
        """Whether one elution comes right after another."""

        def truth(seating: Seating) -> int:
            row = elutions(seating.state, self._generator)
            names = [each.supply_id for each in row]
            if name not in names:
                return 0
            position = names.index(name)
            earlier = names[position - 1] if position else _BEFORE_ALL
            if before == _BEFORE_ALL:
                known = {node.name for node in self._nodes}
                return int(earlier not in known or earlier == _BEFORE_ALL)
            return int(earlier == before)

        return truth

    def _of(self, name: str, value: Callable[[Elution], int], otherwise: int) -> Truth:
        """A number of an elution; another where it does not take place."""

        def truth(seating: Seating) -> int:
            for each in elutions(seating.state, self._generator):
                if each.supply_id == name:
                    return value(each)
            return otherwise

        return truth


def elutions_of(
    book: Book, piece: Piece, batches: Iterable[SupplyVars]
) -> tuple[ElutionVars, ...]:
    """The generators from which something could be made or drawn here."""
    groups: dict[str, list[SupplyVars]] = {}
    generators: dict[str, Generator] = {}
    for batch in batches:
        generator = batch.supply.generator
        if generator is not None:
            generators[generator.id] = generator
            groups.setdefault(generator.id, []).append(batch)
    return tuple(
        ElutionVars(book, piece, generators[generator_id], group)
        for generator_id, group in groups.items()
        if any(each.fixed is None or each.drawers for each in group)
    )
