"""Rows that an import leaves alone, though its file does not have them."""

from collections.abc import Collection, Mapping

from scheduler.database.base import Base
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.not_asked import NotAsked
from scheduler.imports.rows.wanted import Key, Rows
from scheduler.planning.problem_builder import visits_of
from scheduler.products.models import Product
from scheduler.sites.models import Site
from scheduler.trials.models import Procedure, Trial, VisitDefinition
from scheduler.trials.participants import (
    Claim,
    Course,
    GateResult,
    Participant,
    Unavailability,
    Visit,
    Weight,
)

There = Mapping[type[Base], Mapping[Key, Base]]
"""Rows of the session, by table and primary key."""


class Kept:
    """
    Rows of what is not asked for any more, and weights.

    A planning file does not have who withdrew and what has ended, so an import of one
    does not remove them. They go with what they refer to: a trial, a definition, a
    site that the file does not have either.
    """

    def __init__(
        self, there: There, wanted: Rows, file: PlanningFile, not_asked: NotAsked
    ) -> None:
        self._wanted = wanted
        self._out = not_asked.visits - visits_of(file)
        self._participants = {
            row.id
            for row in there.get(Participant, {}).values()
            if isinstance(row, Participant) and self._stays(row, not_asked.participants)
        }
        self._owners = {
            row.id
            for kind in (Visit, Course)
            for row in there.get(kind, {}).values()
            if isinstance(row, Visit | Course) and row in self
        }

    def __contains__(self, row: object) -> bool:
        is_kept = False
        match row:
            case Participant():
                is_kept = row.id in self._participants
            case Weight():
                is_kept = self._has_participant(row.participant_id)
            case Unavailability():
                is_kept = row.participant_id in self._participants
            case Visit():
                is_kept = (
                    row.id in self._out
                    and self._has_participant(row.participant_id)
                    and self._has(VisitDefinition, row.trial_id, row.definition_id)
                )
            case Course():
                numbers = range(row.first_cycle, row.last_cycle + 1)
                is_kept = self._has_participant(row.participant_id) and all(
                    f"{row.id}/{number}" in self._out for number in numbers
                )
            case GateResult():
                is_kept = row.owner_id in self._owners
            case Claim():
                is_kept = (
                    row.id in self._out
                    and self._has(Product, row.product_id)
                    and self._has(Site, row.site_id)
                    and self._has(Procedure, row.procedure_id)
                )
        return is_kept

    def _stays(self, row: Participant, out: Collection[str]) -> bool:
        return (
            row.id in out
            and self._has(Trial, row.trial_id)
            and self._has(Site, row.site_id)
        )

    def _has_participant(self, participant_id: str) -> bool:
        return participant_id in self._participants or self._has(
            Participant, participant_id
        )

    def _has(self, model: type[Base], *key: str) -> bool:
        return key in self._wanted.get(model, {})
