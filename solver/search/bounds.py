"""
What no plan can better: an assignment of visits to batches, with all timing relaxed.

Every visit draws its least possible demand from a batch that could serve it; a batch
that is drawn on is made, within its capacity and its line's runs a day; a way that is
used is paid.  Scanners, places and people are left out, so that every real plan is one
of these assignments, and their optimum is a bound.
"""

from collections import defaultdict
from collections.abc import Mapping

from ortools.sat.python import cp_model

from solver.constraints.base import LevelKey
from solver.model.cancellation_vars import cancellation_terms
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.problem.products import Presentation
from solver.search.budget import Budget
from solver.search.fairness_terms import FairnessTerms
from solver.search.proved_bound import proved_bound
from solver.search.reach import Link, links, minutes_of
from solver.search.score import level_keys
from solver.state.frame import Frame
from solver.state.load import dead_kbq, usable_content_kbq
from solver.state.state import State

_Literal = cp_model.IntVar

_AS_ONE_OF = 39
"""A bound that is asked beforehand has a twentieth of the time."""


class Assignment:
    """
    The relaxation, as a CP-SAT model.

    Parameters
    ----------
    base
        A state that holds the commitments and nothing else.
    impossible
        Visits proved to be impossible.
    """

    def __init__(self, base: State, impossible: frozenset[str]) -> None:
        self._base = base
        self._model = cp_model.CpModel()
        self._made: dict[str, _Literal] = {}
        self._shipped: dict[tuple[str, str], _Literal] = {}
        self._flown: dict[str, _Literal] = {}
        self._portions: dict[str, list[tuple[int, _Literal]]] = defaultdict(list)
        self._draws: dict[str, list[tuple[int, _Literal]]] = defaultdict(list)
        self._served: dict[str, _Literal] = {}
        self._fairness = FairnessTerms(base, self._model)
        for visit_id, visit in base.index.visits.items():
            if visit_id in base.placements or visit_id in impossible:
                continue
            frame, minutes = minutes_of(base, visit)
            self._add_visit(visit, links(base, visit, frame, minutes))
            self._fairness.add(visit, self._served[visit_id], frame, minutes)
        self._add_commitments()
        self._capacities()
        self._runs_per_day()
        self._cancelled = cancellation_terms(
            base, self._model, self._made, self._portions
        )

    def bounds(
        self,
        values: Mapping[LevelKey, int],
        budget: Budget,
        known: Mapping[LevelKey, int] | None = None,
    ) -> dict[LevelKey, int]:
        """
        Bound of each level, given the values of the levels before it.

        Parameters
        ----------
        values
            Value of every level in the plan at hand.
        known
            Bounds that are known already: a level that is proved takes no time.
        """
        known = known or {}
        found: dict[LevelKey, int] = {}
        keys = [key for key in level_keys(self._base.index) if self._is_bounded(key)]
        proved = {key for key in keys if known.get(key) == values[key]}
        proved |= {key for key in keys if not values[key] and not key[0].is_maximized}
        left = len(keys) - len(proved)
        for key in keys:
            expression = self._expression(key)
            if key in proved:
                found[key] = values[key]
            else:
                if key[0].is_maximized:
                    self._model.maximize(expression)
                else:
                    self._model.minimize(expression)
                bound = proved_bound(self._model, budget, left)
                left -= 1
                if bound is not None:
                    found[key] = bound
            if key[0].is_maximized:
                self._model.add(expression >= values[key])
            else:
                self._model.add(expression <= values[key])
        return found

    def least_nok(self, budget: Budget) -> int | None:
        """What it costs at least to serve all, if known; the model's last use."""
        index = self._base.index
        for visit_id, served in self._served.items():
            if not index.is_deferrable(index.visits[visit_id]):
                self._model.add(served == 1)
        self._model.minimize(self._expression((LevelName.COST_NOK, None)))
        return proved_bound(self._model, budget, _AS_ONE_OF)

    # -- the model -------------------------------------------------------------

    def _add_visit(self, visit: Visit, reachable: list[Link]) -> None:
        """Serve the visit at most once, by way of what that takes."""
        visit_id = visit.id
        served = self._model.new_bool_var(f"serve {visit_id}")
        self._served[visit_id] = served
        choices = []
        if self._may_use_stock(visit):
            choices.append(self._model.new_bool_var(f"{visit_id} from stock"))
        for link in reachable:
            choice = self._model.new_bool_var(f"{visit_id} {link.supply.id}")
            choices.append(choice)
            key = (link.supply.id, link.way.id)
            if link.supply.id not in self._made:
                self._made[link.supply.id] = self._model.new_bool_var(link.supply.id)
            if key not in self._shipped:
                self._shipped[key] = self._model.new_bool_var(f"ship {key}")
                self._model.add_implication(
                    self._shipped[key], self._made[link.supply.id]
                )
                if link.way.departure is not None:
                    if link.way.id not in self._flown:
                        self._flown[link.way.id] = self._model.new_bool_var(link.way.id)
                    self._model.add_implication(
                        self._shipped[key], self._flown[link.way.id]
                    )
            self._model.add_implication(choice, self._shipped[key])
            self._draws[link.supply.id].append((self._activity(link), choice))
            vials = self._own_vials(link)
            if vials:
                self._portions[link.supply.id].append((vials, choice))
        self._model.add(sum(choices) == served)

    def _add_commitments(self) -> None:
        """
        Visits that stay where they are, and need a batch that is not committed.

        It need not be the one they have: their minute is what is agreed. Facts are
        left out, for they may break any rule.
        """
        base = self._base
        committed = base.index.committed_visits()
        for visit_id, placement in base.placements.items():
            is_fact = committed.get(visit_id) is Firmness.FACT
            if is_fact or placement.channel.supply_id in base.stocks:
                continue
            visit = base.index.visits[visit_id]
            frame = Frame.of_minute(placement.injection_min)
            self._add_visit(visit, links(base, visit, frame, frame.full))
            self._model.add(self._served[visit_id] == 1)

    def _may_use_stock(self, visit: Visit) -> bool:
        """Whether a committed batch of its product is at its site: it costs nothing."""
        return any(
            stock.supply.product.id == visit.product_id
            and shipped.way.lane.site_id == visit.site_id
            for stock in self._base.stocks.values()
            for shipped in stock.shipments
        )

    def _activity(self, link: Link) -> int:
        """Least content the batch needs for the link."""
        product = link.supply.product
        content = product.container.content_kbq
        if content is not None:
            return self._own_vials(link) * content
        dead = dead_kbq(product) if self._own_vials(link) else 0
        return link.least_kbq + dead

    def _own_vials(self, link: Link) -> int:
        """Fewest vials of its own that the link needs."""
        product = link.supply.product
        if product.container.content_kbq is not None:
            return -(-link.least_kbq // usable_content_kbq(product))
        return int(product.presentation is Presentation.UNIT_DOSE)

    def _content(self, supply_id: str) -> cp_model.LinearExpr:
        """Least activity of the batch, for what is drawn from it."""
        supply = self._base.index.supplies[supply_id]
        terms = [*self._draws[supply_id], (supply.sample_kbq, self._made[supply_id])]
        if supply.product.presentation is Presentation.MULTI_DOSE_VIAL:
            dead = dead_kbq(supply.product)
            terms += [
                (dead, literal)
                for (shipped_id, _), literal in self._shipped.items()
                if shipped_id == supply_id
            ]
        return _weighted(terms)

    def _capacities(self) -> None:
        for supply_id, made in self._made.items():
            supply = self._base.index.supplies[supply_id]
            if supply.capacity_kbq is not None:
                self._model.add(self._content(supply_id) <= supply.capacity_kbq * made)
            limit = supply.portion_limit(self._base.index.problem.as_of_min)
            if limit is not None:
                self._model.add(_weighted(self._portions[supply_id]) <= limit)

    def _runs_per_day(self) -> None:
        groups: dict[tuple[str, int], list[_Literal]] = defaultdict(list)
        most: dict[tuple[str, int], int] = {}
        for supply_id, made in self._made.items():
            supply = self._base.index.supplies[supply_id]
            if supply.run is not None and supply.line is not None:
                key = (supply.line.id, supply.run.day)
                groups[key].append(made)
                most[key] = supply.line.max_runs_per_day
        for key, literals in groups.items():
            if len(literals) > most[key]:
                self._model.add(sum(literals) <= most[key])

    # -- levels ----------------------------------------------------------------

    def _is_bounded(self, key: LevelKey) -> bool:
        return key[0] in {
            LevelName.SERVED,
            LevelName.SERVED_EARLY,
            LevelName.COST_NOK,
            LevelName.ACTIVITY_KBQ,
            *FairnessTerms.names,
        }

    def _expression(self, key: LevelKey) -> cp_model.LinearExpr:
        """A level, in the relaxation's variables and with what is committed."""
        index = self._base.index
        name, priority = key
        if name in FairnessTerms.names:
            return self._fairness.expression(name)
        if name is LevelName.COST_NOK:
            return _weighted(self._costs())
        if name is LevelName.ACTIVITY_KBQ:
            committed = sum(
                stock.batch.activity_kbq for stock in self._base.stocks.values()
            )
            contents = [self._content(each) for each in self._made]
            return cp_model.LinearExpr.sum(contents) + committed
        is_early = name is LevelName.SERVED_EARLY

        def counts(visit_id: str) -> bool:
            visit = index.visits[visit_id]
            if index.is_deferrable(visit):
                return is_early
            return not is_early and visit.priority is priority

        literals = [each for id_, each in self._served.items() if counts(id_)]
        seated = self._base.placements.keys() - self._served.keys()
        committed = sum(map(counts, seated))
        return cp_model.LinearExpr.sum(literals) + committed

    def _costs(self) -> list[tuple[int, _Literal]]:
        """What each decision costs, in NOK."""
        index = self._base.index
        terms = list(self._cancelled)
        for supply_id, made in self._made.items():
            supply = index.supplies[supply_id]
            terms.append((supply.fixed_cost_nok, made))
            terms += [
                (supply.portion_cost_nok * n, literal)
                for n, literal in self._portions[supply_id]
            ]
        for (_, way_id), literal in self._shipped.items():
            way = index.ways[way_id]
            if way.departure is None:
                terms.append((way.lane.cost_nok, literal))
        terms += [
            (index.ways[way_id].lane.cost_nok, literal)
            for way_id, literal in self._flown.items()
            if way_id not in self._base.paid
        ]
        return terms


def _weighted(terms: list[tuple[int, _Literal]]) -> cp_model.LinearExpr:
    """Sum of literals, each times its weight."""
    weights = [weight for weight, _ in terms]
    return cp_model.LinearExpr.weighted_sum([each for _, each in terms], weights)
