"""A planning file without some of its visits: what they held together still holds."""

from collections.abc import Collection, Iterator

from scheduler.imports.planning_file.cycles import cycles_of, placed_visits
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_gates import ResultData
from scheduler.imports.planning_file.schema_histories import CohortData
from scheduler.imports.planning_file.schema_protocol import (
    AfterPrevious,
    IntervalWindow,
    TrialData,
)
from scheduler.imports.planning_file.windows import (
    VisitDates,
    WindowError,
    previous_dose_on,
)
from solver.problem.histories import CohortState

_RESULT = frozenset(ResultData.model_fields)


def with_what_is_left(file: PlanningFile, gone: Collection[str]) -> PlanningFile:
    """
    A planning file without some visits and claims.

    * A visit whose days count from one of them keeps the dates that it had; one that
      only comes after it comes after what that one came after.
    * A course that loses a cycle is written out, visit by visit.
    * A dose level that loses its sentinel is closed until another one is named.
    * A participant without visits is left out.
    """
    trials = {trial.id: trial for trial in file.trials}
    zones = {site.id: site.zone for site in file.sites}
    participants: list[ParticipantData] = []
    for each in file.participants:
        left = _Visits(each, trials[each.trial], zones[each.site], gone)
        if left.is_changed:
            participants += left.participant()
        else:
            participants.append(each)
    changed = {
        "participants": tuple(participants),
        "claims": tuple(each for each in file.claims if each.id not in gone),
        "trials": tuple(_trial(each, gone) for each in file.trials),
    }
    return PlanningFile(**(dict(file) | changed))


class _Visits:
    """The visits of one participant, some of which go."""

    def __init__(
        self,
        participant: ParticipantData,
        trial: TrialData,
        zone: str,
        gone: Collection[str],
    ) -> None:
        self._participant = participant
        self._gone = gone
        self._before = {visit.id: visit for _, visit in placed_visits(participant)}
        self._definitions = {each.id: each for each in trial.visit_definitions}
        self._dates = VisitDates(
            participant,
            self._before,
            self._definitions,
            previous_dose_on(participant, zone),
            {},
        )

    @property
    def is_changed(self) -> bool:
        """Whether any visit of the participant goes."""
        return not self._before.keys().isdisjoint(self._gone)

    def participant(self) -> Iterator[ParticipantData]:
        """The participant with the visits that are left, if there are any."""
        visits = list(self._participant.visits)
        courses: list[CyclesData] = []
        for course in self._participant.cycles:
            cycles = [visit for _, visit in cycles_of(course)]
            if any(visit.id in self._gone for visit in cycles):
                visits += cycles
            else:
                courses.append(course)
        left = tuple(self._visit(each) for each in visits if each.id not in self._gone)
        if left or courses:
            changed = {"visits": left, "cycles": tuple(courses)}
            yield ParticipantData(**(dict(self._participant) | changed))

    def _visit(self, visit: VisitData) -> VisitData:
        changed: dict[str, object] = {
            "needs": None if visit.needs in self._gone else visit.needs,
            "results": tuple(
                ResultData(**each.model_dump(include=set(_RESULT)))
                for each in visit.results
            ),
        }
        if visit.follows in self._gone:
            changed |= self._on_its_own(visit)
        return VisitData(**(dict(visit) | changed))

    def _on_its_own(self, visit: VisitData) -> dict[str, object]:
        """What a visit follows, and when, that followed one that goes."""
        definition = self._definitions[visit.definition]
        if isinstance(definition.window, AfterPrevious | IntervalWindow):
            try:
                window = self._dates.window(visit)
            except WindowError:  # what it counts from is not known: told elsewhere
                return {"follows": None}
            return {
                "follows": None,
                "earliest_date": window.earliest,
                "latest_date": window.latest,
            }
        follows = visit.follows
        while follows is not None and follows in self._gone:
            follows = self._before[follows].follows
        return {"follows": follows}


def _trial(trial: TrialData, gone: Collection[str]) -> TrialData:
    if all(level.sentinel_visit not in gone for level in trial.cohorts):
        return trial
    cohorts = tuple(_cohort(level, gone) for level in trial.cohorts)
    return TrialData(**(dict(trial) | {"cohorts": cohorts}))


def _cohort(level: CohortData, gone: Collection[str]) -> CohortData:
    if level.sentinel_visit not in gone:
        return level
    closed = {
        "state": CohortState.CLOSED,
        "sentinel_visit": None,
        "sentinel_gap_days": 0,
    }
    return CohortData(**(dict(level) | closed))
