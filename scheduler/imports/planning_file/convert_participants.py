"""Visits of participants: prescriptions, windows and what they follow."""

from datetime import date, timedelta

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.injection import injection_spans, window_span
from scheduler.imports.planning_file.prescriptions import (
    PrescriptionError,
    Target,
    target_of,
)
from scheduler.imports.planning_file.quantities import permille
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.schema_demand import ParticipantData, VisitData
from scheduler.imports.planning_file.schema_protocol import TrialData, VisitDefinition
from scheduler.imports.planning_file.spans import Spans, intersection, intervals
from scheduler.imports.planning_file.windows import (
    DateWindow,
    WindowError,
    follows_of,
    window_of,
)
from solver.problem.demand import Alternative, Visit


def participant_visits(context: Context) -> list[Visit]:
    """Visits of all participants."""
    trials = by_id(context.file.trials)
    found: list[Visit] = []
    for participant in context.file.participants:
        trial = trials.get(participant.trial)
        site = context.sites.get(participant.site)
        if trial is not None and site is not None:
            found += _ParticipantVisits(context, participant, trial, site).visits()
    return found


class _ParticipantVisits:
    """The visits of one participant, which may count from each other."""

    def __init__(
        self,
        context: Context,
        participant: ParticipantData,
        trial: TrialData,
        site: SiteData,
    ) -> None:
        self.context = context
        self.participant = participant
        self.trial = trial
        self.site = site
        self.place = f"participants[{participant.id}]"
        self.definitions = by_id(trial.visit_definitions)
        self.by_id = by_id(participant.visits)
        self.today = context.axis.day_of(
            context.axis.minute(context.file.as_of), site.zone
        )

    def visits(self) -> list[Visit]:
        weighed_on = self.participant.weighed_on
        if weighed_on is not None and weighed_on > self.today:
            self.context.refuse(f"{self.place}.weighed_on", "lies in the future")
        return [
            made
            for visit in self.participant.visits
            if (definition := self.definitions.get(visit.definition)) is not None
            for made in self._visit(visit, definition)
        ]

    def _visit(self, visit: VisitData, definition: VisitDefinition) -> list[Visit]:
        place = f"{self.place}.visits[{visit.id}]"
        targets = self._targets(definition, place)
        tolerance = permille(definition.tolerance_percent)
        span = self._window(visit, place)
        if not targets or not span or tolerance is None:
            return []
        hours = injection_spans(
            self.context, self.site, definition.product, definition.time_of_day, place
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
            injection_hours=intervals(intersection(hours, span)),
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
        )

    def _targets(self, definition: VisitDefinition, place: str) -> list[Target]:
        """One target per alternative, or none at all."""
        found: list[Target] = []
        for position, each in enumerate(definition.alternatives):
            try:
                found.append(
                    target_of(
                        each.prescription, self.trial, self.participant, self.today
                    )
                )
            except PrescriptionError as error:
                self.context.refuse(f"{place}.alternatives[{position}]", str(error))
        return found if len(found) == len(definition.alternatives) else []

    def _window(self, visit: VisitData, place: str) -> Spans:
        try:
            dates = self._dates(visit, frozenset())
        except WindowError as error:
            self.context.refuse(place, str(error))
            return []
        midnight = self.context.axis.midnight
        return window_span(
            self.context,
            midnight(dates.earliest, self.site.zone),
            midnight(_next(dates.latest), self.site.zone),
            place,
        )

    def _dates(self, visit: VisitData, seen: frozenset[str]) -> DateWindow:
        if visit.id in seen:
            raise WindowError("the visits follow each other in a circle")
        earlier = None
        if visit.follows is not None:
            before = self.by_id.get(visit.follows)
            if before is None:
                raise WindowError(
                    f"follows {visit.follows!r}, no visit of this participant"
                )
            earlier = self._dates(before, seen | {visit.id})
        definition = self.definitions.get(visit.definition)
        if definition is None:
            raise WindowError(f"counts from {visit.id!r}, whose definition is unknown")
        return window_of(visit, definition, self.participant, earlier)


def _next(day: date) -> date:
    return day + timedelta(days=1)
