"""The model of textbook CP-SAT."""

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.decay import need_kbq
from tests.benchmarks.list_stock import GRID_MIN
from tests.benchmarks.peers.choice import Choice, Seat
from tests.benchmarks.peers.flat import Flat, FlatRun, FlatVisit, Way
from tests.benchmarks.peers.weights import class_weights


@dataclass(frozen=True, slots=True)
class Made:
    """Variables of a run."""

    is_made: cp_model.IntVar
    eos: cp_model.IntVar
    num_doses: cp_model.IntVar
    activity: cp_model.IntVar


@dataclass(frozen=True, slots=True)
class Seated:
    """Variables of a visit: served, when, and which way."""

    is_served: cp_model.IntVar
    injection: cp_model.IntVar
    scan: cp_model.IntVar
    by_run: dict[int, cp_model.IntVar]


def _grid(spans: Iterable[tuple[int, int]]) -> cp_model.Domain:
    """The minutes of the grid in these spans; zero if there are none."""
    minutes = [
        minute
        for first, last in spans
        for minute in range(-(-first // GRID_MIN) * GRID_MIN, last + 1, GRID_MIN)
    ]
    return cp_model.Domain.from_values(minutes or [0])


class Textbook:
    """The model of one instance."""

    def __init__(self, instance: Flat) -> None:
        self._flat = instance
        self.model = cp_model.CpModel()
        self.runs = [self._run(run) for run in instance.runs]
        self.visits = [self._visit(visit) for visit in instance.visits]
        self._share_pools()
        self._share_lines()
        self._fill_batches()

    def _run(self, run: FlatRun) -> Made:
        model = self.model
        made = Made(
            model.new_bool_var(f"made {run.id}"),
            model.new_int_var_from_domain(
                _grid([(run.earliest_min, run.latest_min)]), f"eos {run.id}"
            ),
            model.new_int_var(0, len(self._flat.visits), f"doses {run.id}"),
            model.new_int_var(0, run.capacity_kbq, f"kBq {run.id}"),
        )
        model.add(made.activity == 0).only_enforce_if(~made.is_made)
        return made

    def _visit(self, visit: FlatVisit) -> Seated:
        model = self.model
        injection = model.new_int_var_from_domain(
            _grid([(day.first_min, day.last_min) for day in visit.days]),
            f"injection {visit.id}",
        )
        scan = model.new_int_var_from_domain(
            _grid([(day.first_scan_min, day.last_scan_min) for day in visit.days]),
            f"scan {visit.id}",
        )
        is_served = model.new_bool_var(f"served {visit.id}")
        model.add(scan >= injection + visit.wait_min).only_enforce_if(is_served)
        model.add(scan <= injection + visit.longest_wait_min).only_enforce_if(is_served)
        by_run: dict[int, cp_model.IntVar] = {}
        for way in visit.ways:
            chosen = model.new_bool_var(f"{visit.id} from {way.run}")
            by_run[way.run] = chosen
            self._reach(visit, way, chosen, injection)
        if not visit.days:
            model.add(is_served == 0)
        model.add(sum(by_run.values()) == is_served)
        return Seated(is_served, injection, scan, by_run)

    def _reach(
        self,
        visit: FlatVisit,
        way: Way,
        chosen: cp_model.IntVar,
        injection: cp_model.IntVar,
    ) -> None:
        """Portioned, shipped, released and not expired."""
        model, run, made = self.model, self._flat.runs[way.run], self.runs[way.run]
        packed = made.eos + run.packed_min + run.portion_min * made.num_doses
        model.add_implication(chosen, made.is_made)
        model.add(injection >= made.eos + run.release_min).only_enforce_if(chosen)
        model.add(
            injection + visit.injection_min <= made.eos + run.life_min
        ).only_enforce_if(chosen)
        if way.travel_min is not None:
            model.add(injection >= packed + way.travel_min).only_enforce_if(chosen)
            return
        flown = []
        for handover_min, usable_min in way.flights:
            taken = model.new_bool_var("")
            model.add(packed <= handover_min).only_enforce_if(taken)
            model.add(injection >= usable_min).only_enforce_if(taken)
            flown.append(taken)
        model.add_bool_or([*flown, ~chosen])

    def _share_pools(self) -> None:
        """Places and scanners of each site."""
        model = self.model
        for site, num_places in self._flat.num_places.items():
            places, scanners = [], []
            for visit, seated in zip(self._flat.visits, self.visits, strict=True):
                if visit.site != site:
                    continue
                held = model.new_int_var(0, 24 * 60, "")
                end = seated.scan + visit.after_min
                start = seated.injection - visit.before_min
                places.append(
                    model.new_optional_interval_var(
                        start, held, end, seated.is_served, ""
                    )
                )
                scanners.append(
                    model.new_optional_fixed_size_interval_var(
                        seated.scan - visit.setup_min,
                        visit.scanner_min,
                        seated.is_served,
                        "",
                    )
                )
            model.add_cumulative(places, [1] * len(places), num_places)
            model.add_cumulative(
                scanners, [1] * len(scanners), self._flat.num_scanners[site]
            )

    def _share_lines(self) -> None:
        """One synthesis at a time, and so many runs a day."""
        for line_id, gap_min in self._flat.line_gap_min.items():
            own = [
                (run, made)
                for run, made in zip(self._flat.runs, self.runs, strict=True)
                if run.line_id == line_id
            ]
            self.model.add_no_overlap(
                self.model.new_optional_fixed_size_interval_var(
                    made.eos - run.synthesis_min,
                    run.synthesis_min + gap_min,
                    made.is_made,
                    "",
                )
                for run, made in own
            )
            for day in {run.day for run, _ in own}:
                self.model.add(
                    sum(made.is_made for run, made in own if run.day == day)
                    <= self._flat.runs_per_day[line_id]
                )

    def _fill_batches(self) -> None:
        """Doses and activity of each run; what a dose needs is looked up by its age."""
        drawn: dict[int, list[cp_model.IntVar]] = {}
        doses: dict[int, list[cp_model.IntVar]] = {}
        for visit, seated in zip(self._flat.visits, self.visits, strict=True):
            if not seated.by_run:
                continue
            run = self._flat.runs[visit.ways[0].run]
            table = [
                need_kbq(visit.gross_kbq, age, run.half_life_min)
                for age in range(0, run.life_min + 1, GRID_MIN)
            ]
            steps = self.model.new_int_var(
                run.release_min // GRID_MIN, len(table) - 1, ""
            )
            need = self.model.new_int_var(table[0], table[-1], "")
            self.model.add_element(steps, table, need)
            for position, chosen in seated.by_run.items():
                eos = self.runs[position].eos
                age = seated.injection - eos
                self.model.add(GRID_MIN * steps == age).only_enforce_if(chosen)
                part = self.model.new_int_var(0, table[-1], "")
                self.model.add(part == need).only_enforce_if(chosen)
                self.model.add(part == 0).only_enforce_if(~chosen)
                drawn.setdefault(position, []).append(part)
                doses.setdefault(position, []).append(chosen)
        for position, (run, made) in enumerate(
            zip(self._flat.runs, self.runs, strict=True)
        ):
            self.model.add(made.num_doses == sum(doses.get(position, [])))
            self.model.add(
                made.activity
                == sum(drawn.get(position, [])) + run.sample_kbq * made.is_made
            )

    def levels(self) -> list[tuple[str, cp_model.LinearExprT, bool]]:
        """Name, expression, and whether more is better."""
        weights = class_weights(self._flat)
        return [
            (
                "served",
                sum(
                    weights[visit.priority] * seated.is_served
                    for visit, seated in zip(
                        self._flat.visits, self.visits, strict=True
                    )
                ),
                True,
            ),
            (
                "cost_nok",
                sum(
                    run.cost_nok * made.is_made
                    for run, made in zip(self._flat.runs, self.runs, strict=True)
                ),
                False,
            ),
            ("activity_kbq", sum(made.activity for made in self.runs), False),
        ]

    def choice(self, value: cp_model.CpSolverSolutionCallback) -> Choice:
        """What a solution decides."""
        return Choice(
            eos_min={
                run.id: value.value(made.eos)
                for run, made in zip(self._flat.runs, self.runs, strict=True)
            },
            seats={
                visit.id: Seat(
                    self._flat.runs[position].id,
                    value.value(seated.injection),
                    value.value(seated.scan),
                )
                for visit, seated in zip(self._flat.visits, self.visits, strict=True)
                for position, chosen in seated.by_run.items()
                if value.boolean_value(chosen)
            },
        )
