"""A hidden plan, built first: the visits are cut around it afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from scheduler.scenarios.generator.catalog import DAY
from scheduler.scenarios.generator.clinic import Clinic
from scheduler.scenarios.generator.config import GeneratorConfig
from scheduler.scenarios.generator.diary import Diary, Steps
from scheduler.scenarios.generator.ledger import Dose, OpenBatch
from scheduler.scenarios.generator.network import FIRST_MIN, LAST_MIN, Network
from scheduler.scenarios.generator.opening import Source, open_batches, sources
from solver.problem.demand import Alternative, PriorityClass, Visit

_STEP_MIN = 5
_LOOK_AHEAD_MIN = 30
_CANDIDATES = 4
_CLINICAL_SHARE = 0.2


@dataclass(slots=True)
class SiteDay:
    """One site on one day, with a cursor for each scanner and chair."""

    site_id: str
    sources: list[Source]
    cursors: dict[str, int] = field(default_factory=dict)
    """Next minute to try, by scanner id; the chairs share the cursor ``""``."""


class Planter:
    """Places visits one after the other, packing each scanner's day."""

    def __init__(
        self, config: GeneratorConfig, network: Network, clinic: Clinic, rng: Random
    ) -> None:
        self._config = config
        self._clinic = clinic
        self._rng = rng
        self._diary = Diary(clinic.places, clinic.scanners, clinic.people)
        self._num_placed = 0
        self.batches: list[OpenBatch] = []
        self.site_days: list[SiteDay] = []
        for day in range(config.days):
            opened = list(open_batches(network, day, rng))
            self.batches.extend(opened)
            for site in network.sites:
                site_day = SiteDay(site.id, list(sources(network, opened, site.id)))
                start = day * DAY + FIRST_MIN + rng.randrange(60, 120, _STEP_MIN)
                if any(source.recipe.scan_min for source in site_day.sources):
                    for scanner in clinic.scanners:
                        if scanner.site_id == site.id:
                            site_day.cursors[scanner.id] = start
                if any(not source.recipe.scan_min for source in site_day.sources):
                    site_day.cursors[""] = start
                self.site_days.append(site_day)

    def place_all(self, quotas: list[int]) -> None:
        """
        Place ``quotas[i]`` visits at the i-th site-day, the rest where there is room.

        Raises
        ------
        ValueError
            If the days are too short for so many visits.
        """
        missing = 0
        for site_day, quota in zip(self.site_days, quotas, strict=True):
            placed = 0
            while placed < quota and self.place(site_day):
                placed += 1
            missing += quota - placed
        while missing:
            before = missing
            for site_day in self.site_days:
                if missing and self.place(site_day):
                    missing -= 1
            if missing == before:
                raise ValueError(
                    f"{missing} of {self._config.visits} visits find no room: "
                    "more sites, days or products are needed"
                )

    def place(self, site_day: SiteDay) -> bool:
        """Place one visit more at the resource that is free first; False if full."""
        while site_day.cursors:
            scans = sorted(
                (minute, name) for name, minute in site_day.cursors.items() if name
            )
            chair = "" in site_day.cursors and (
                not scans or self._rng.random() < self._therapy_share(site_day)
            )
            name = "" if chair else scans[0][1]
            cursor = site_day.cursors[name]
            found = self._earliest(site_day, name, cursor)
            if found is not None:
                self._book(site_day, name, *found)
                return True
            site_day.cursors[name] = cursor + _LOOK_AHEAD_MIN
            if site_day.cursors[name] % DAY >= LAST_MIN:
                del site_day.cursors[name]
        return False

    def _therapy_share(self, site_day: SiteDay) -> float:
        """Weight of the therapies among what the site can have."""
        shares = {
            source.recipe.product.id: source.recipe for source in site_day.sources
        }
        every = sum(recipe.share for recipe in shares.values())
        given = sum(each.share for each in shares.values() if not each.scan_min)
        return given / every

    def _earliest(
        self, site_day: SiteDay, name: str, cursor: int
    ) -> tuple[Source, Dose] | None:
        """Of a few random candidates, the one that leaves the least gap."""
        fitting = [
            source
            for source in site_day.sources
            if bool(source.recipe.scan_min) == bool(name) and source.has_room
        ]
        if not fitting:
            return None
        drawn = self._rng.choices(
            fitting, [source.recipe.share for source in fitting], k=_CANDIDATES
        )
        best: tuple[int, Source, Dose] | None = None
        for source in drawn:
            visit = self._visit(site_day.site_id, source)
            for steps in self._options(source, visit, cursor):
                begin = steps.scan_start_min or steps.injection_min
                if best is not None and begin >= best[0]:
                    break
                dose = self._dose(source, visit, steps, name)
                if dose is not None:
                    best = begin, source, dose
                    break
        return best and best[1:]

    def _visit(self, site_id: str, source: Source) -> Visit:
        """Who might come: everything but windows and hours."""
        rng, recipe = self._rng, source.recipe
        trials = self._clinic.trials_for(recipe.product.id, site_id)
        clinical = not trials or rng.random() < _CLINICAL_SHARE
        number = self._num_placed
        alternatives = [
            Alternative(
                target_kbq=rng.choice(recipe.targets_kbq), scan_min=recipe.scan_min
            )
        ]
        if recipe.scan_min and rng.random() < 0.1:  # noqa: PLR2004
            alternatives.append(
                Alternative(
                    target_kbq=alternatives[0].target_kbq * 4 // 5,
                    scan_min=recipe.scan_min + 10,
                )
            )
        return Visit(
            id=f"planted-{number}",
            participant_id=None if clinical else f"P{number:05}",
            trial_id=None if clinical else rng.choice(trials),
            site_id=site_id,
            product_id=recipe.product.id,
            procedure_id=recipe.procedure.id,
            priority=PriorityClass.OTHER,
            window_start_min=0,
            window_end_min=1,
            injection_hours=(),
            alternatives=tuple(alternatives),
            extra_min=rng.choice((0,) * 9 + (10,)) if recipe.scan_min else 0,
        )

    def _options(self, source: Source, visit: Visit, cursor: int) -> Iterator[Steps]:
        """Minutes to try, by the start of the scan (or of the therapy)."""
        procedure = source.recipe.procedure
        for begin in range(cursor, cursor + _LOOK_AHEAD_MIN, _STEP_MIN):
            if procedure.scan is None:
                waits = [0]
            else:
                waits = list(
                    range(
                        procedure.scan.uptake_min,
                        procedure.scan.uptake_max_min + 1,
                        _STEP_MIN,
                    )
                )
                self._rng.shuffle(waits)
            for wait in waits:
                yield Steps(
                    procedure=procedure,
                    injection_min=begin - wait,
                    scan_start_min=begin if procedure.scan else None,
                    scan_min=source.recipe.scan_min,
                    extra_min=visit.extra_min,
                )

    def _dose(
        self, source: Source, visit: Visit, steps: Steps, name: str
    ) -> Dose | None:
        """The dose, if it is there in time and everything it needs is free."""
        shipment = source.shipment.record
        given = steps.injection_min + steps.procedure.injection_min
        usable = max(shipment.usable_min, source.batch.release_min)
        if steps.injection_min < usable or given > source.batch.expiry_min(shipment):
            return None
        seats = self._diary.seat(visit.site_id, visit.trial_id, steps, name or None)
        return None if seats is None else source.batch.dose(visit, steps, 0, seats)

    def _book(self, site_day: SiteDay, name: str, source: Source, dose: Dose) -> None:
        """Take the dose and all it needs, and move the scanner's cursor on."""
        self._num_placed += 1
        self._diary.hold(dose.occupations)
        vial = source.batch.vial_for(source.shipment)
        source.batch.add(source.shipment, dose, vial)
        scan = dose.steps.procedure.scan
        if scan is not None:
            free_min = dose.steps.end_min + scan.cleaning_min + scan.setup_min
            if self._rng.random() > self._config.tightness:
                free_min += self._rng.randrange(5, 21, 5)
            site_day.cursors[name] = free_min
