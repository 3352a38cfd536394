"""Visits of participants: prescriptions, windows and what they follow."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.convert_commitments import committed_minutes
from scheduler.imports.planning_file.convert_gates import gates_of
from scheduler.imports.planning_file.convert_histories import cohort_id, series_id
from scheduler.imports.planning_file.convert_live import Waiting
from scheduler.imports.planning_file.cycles import placed_visits
from scheduler.imports.planning_file.injection import (
    injection_spans,
    preferred_spans,
    window_span,
)
from scheduler.imports.planning_file.prescriptions import (
    PrescriptionError,
    StaleWeight,
    Target,
    target_of,
)
from scheduler.imports.planning_file.quantities import permille
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_protocol import (
    Prescription,
    TrialData,
    VisitDefinition,
)
from scheduler.imports.planning_file.spans import Spans, intersection, intervals
from scheduler.imports.planning_file.windows import (
    DateWindow,
    VisitDates,
    WindowError,
    follows_of,
    previous_dose_on,
)
from solver.errors import Issue
from solver.problem.base import MAX_MINUTES
from solver.problem.demand import Alternative, Visit

RESUMED = "its trial resumed"
"""What a visit needs whose trial is paused."""


def participant_visits(context: Context) -> list[Visit]:
    """Visits of all participants."""
    trials = by_id(context.file.trials)
    committed = committed_minutes(context)
    found: list[Visit] = []
    for participant in context.file.participants:
        trial = trials.get(participant.trial)
        site = context.sites.get(participant.site)
        if trial is not None and site is not None:
            found += _ParticipantVisits(
                context, participant, trial, site, committed
            ).visits()
    return found


class _ParticipantVisits:
    """The visits of one participant, which may count from each other."""

    def __init__(
        self,
        context: Context,
        participant: ParticipantData,
        trial: TrialData,
        site: SiteData,
        committed: Mapping[str, int],
    ) -> None:
        self.context = context
        self.participant = participant
        self.trial = trial
        self.site = site
        self.place = f"participants[{participant.id}]"
        self.definitions = by_id(trial.visit_definitions)
        self.visits_here = {each.id: each for _, each in placed_visits(participant)}
        self.today = context.axis.day_of(
            context.axis.minute(context.file.as_of), site.zone
        )
        self._stale: dict[str, Issue] = {}
        self._paused: dict[str, Waiting] = {}
        self.dates = VisitDates(
            participant,
            self.visits_here,
            self.definitions,
            previous_dose_on(self.participant, self.site.zone),
            {
                visit_id: context.axis.day_of(committed[visit_id], site.zone)
                for visit_id in self.visits_here.keys() & committed.keys()
            },
        )

    def visits(self) -> list[Visit]:
        if self.context.live is None:
            self._check_dates()
        self._note_paused()
        found = [
            made
            for place, visit in placed_visits(self.participant)
            if visit.id not in self._paused or self.context.is_planned(visit.id)
            if (definition := self.definitions.get(visit.definition)) is not None
            for made in self.context.visit_or_wait(
                partial(self._visit, visit, definition, place),
                partial(self._waiting, visit),
            )
        ]
        self._tell_kept()
        return found

    def _note_paused(self) -> None:
        """Note which visits wait for their trial to be resumed."""
        live = self.context.live
        if live is None or self.trial.id not in live.paused:
            return
        issues = (Issue(self.place, live.paused[self.trial.id]),)
        for visit_id, visit in self.visits_here.items():
            if visit_id not in live.kept:
                self._paused[visit_id] = replace(
                    self._waiting(visit),
                    issues=issues,
                    needs=RESUMED,
                    is_left_out=visit_id not in live.planned,
                )
        live.waiting.update(self._paused)

    def _tell_kept(self) -> None:
        """Note which planned visits keep a weight that is too old by now."""
        live = self.context.live
        for _, visit in placed_visits(self.participant):
            if live and visit.id in live.planned and visit.id in self._stale:
                issues = (self._stale[visit.id],)
                kept = replace(self._waiting(visit), issues=issues, is_left_out=False)
                live.waiting.setdefault(visit.id, kept)

    def _check_dates(self) -> None:
        """What is said to have been was before now."""
        weighed_on = self.participant.weighed_on
        if weighed_on is not None and weighed_on > self.today:
            self.context.refuse(f"{self.place}.weighed_on", "lies in the future")
        given = previous_dose_on(self.participant, self.site.zone)
        if given is not None and given > self.today:
            is_date = self.participant.previous_dose_at is None
            field = "previous_dose_date" if is_date else "previous_dose_at"
            self.context.refuse(f"{self.place}.{field}", "lies in the future")

    def _waiting(self, visit: VisitData) -> Waiting:
        """A visit as it waits, until when and for what."""
        end = None
        with suppress(WindowError):
            after = self.dates.window(visit).latest + timedelta(days=1)
            end = self.context.axis.midnight(after, self.site.zone)
        return Waiting(
            visit_id=visit.id,
            participant_id=self.participant.id,
            site_id=self.site.id,
            issues=(),
            needs="a new weight" if visit.id in self._stale else "a correction",
            cohort_id=visit.cohort and cohort_id(self.trial, visit.cohort),
            window_end_min=end,
        )

    def _visit(
        self, visit: VisitData, definition: VisitDefinition, place: str
    ) -> list[Visit]:
        is_planned = self.context.is_planned(visit.id)
        if self.context.live is not None and not is_planned:
            self._check_dates()
        targets = self._targets(visit, definition, place)
        tolerance = permille(definition.tolerance_percent)
        try:
            dates = self.dates.window(visit)
        except WindowError as error:
            self.context.refuse(place, str(error))
            return []
        span = self._span(dates, place)
        zone = self.site.zone
        gates = gates_of(self.context, visit, definition, zone, dates, place)
        is_asked = visit.asked_on is None or visit.asked_on <= self.today
        if not is_asked and not is_planned:
            self.context.refuse(f"{place}.asked_on", "lies in the future")
        if not targets or not span or tolerance is None:
            return []
        hours = injection_spans(
            self.context, self.site, definition.product, definition.time_of_day, place
        )
        preferred = preferred_spans(
            self.context, self.site, definition.preferred_time_of_day, span, place
        )
        return self.context.record(
            Visit,
            place,
            id=visit.id,
            participant_id=self.participant.id,
            trial_id=self.trial.id,
            site_id=self.site.id,
            product_id=definition.product,
            procedure_id=definition.procedure,
            priority=visit.priority or definition.priority,
            window_start_min=span[0][0],
            window_end_min=span[0][1],
            injection_hours=()
            if visit.id in self._paused
            else intervals(intersection(hours, span)),
            unavailable=intervals(self.context.blocks(self.participant.unavailable)),
            alternatives=tuple(
                Alternative(target_kbq=target.target_kbq, scan_min=each.scan_minutes)
                for target, each in zip(targets, definition.alternatives, strict=True)
            ),
            tolerance_permille=min(
                tolerance,
                *(
                    tolerance
                    if target.tolerance_permille is None
                    else target.tolerance_permille
                    for target in targets
                ),
            ),
            extra_min=self.participant.extra_minutes,
            is_consented=self.participant.consented,
            follows=follows_of(visit, definition),
            gates=tuple(gates),
            needs_visit_id=visit.needs,
            series_id=definition.series
            and series_id(self.participant, definition.series),
            cohort_id=visit.cohort and cohort_id(self.trial, visit.cohort),
            preferred_hours=intervals(preferred),
            asked_min=self._asked_min(visit),
        )

    def _targets(
        self, visit: VisitData, definition: VisitDefinition, place: str
    ) -> list[Target]:
        """One target per alternative, or none at all."""
        found: list[Target] = []
        for position, each in enumerate(definition.alternatives):
            here = f"{place}.alternatives[{position}]"
            try:
                found.append(self._target(each.prescription, self.today))
            except StaleWeight as error:
                self._stale.setdefault(visit.id, Issue(here, str(error)))
                if self.context.is_planned(visit.id):
                    found.append(self._target(each.prescription, None))
                else:
                    self.context.refuse(here, str(error))
            except PrescriptionError as error:
                self.context.refuse(here, str(error))
        return found if len(found) == len(definition.alternatives) else []

    def _target(self, prescription: Prescription, today: date | None) -> Target:
        return target_of(prescription, self.trial, self.participant, today)

    def _span(self, dates: DateWindow, place: str) -> Spans:
        midnight = self.context.axis.midnight
        return window_span(
            self.context,
            midnight(dates.earliest, self.site.zone),
            midnight(dates.latest + timedelta(days=1), self.site.zone),
            place,
        )

    def _asked_min(self, visit: VisitData) -> int | None:
        """Minute at which waiting began, at most as long ago as can be said."""
        if visit.asked_on is None:
            return None
        minute = self.context.axis.midnight(visit.asked_on, self.site.zone)
        return max(minute, -MAX_MINUTES)
