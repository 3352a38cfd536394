"""What is asked of plans; written by ``api.client.generate``, not by hand."""

from collections.abc import Iterator
from typing import Unpack

from api.client.caller import Caller, Options, v1
from api.schemas.jobs import JobRead, ReplanAsked
from api.schemas.plan_differences import PlanDifference
from api.schemas.plans import Decision, PlanDetails, PlannedVisitRead, PlanRead
from scheduler.planning.versions import PlanKind, PlanState


class Plans:
    """What is asked of plans."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list_plans(
        self,
        network_id: str,
        *,
        state: PlanState | None = None,
        kind: PlanKind | None = None,
        limit: int | None = None,
    ) -> Iterator[PlanRead]:
        """Versions of the plan, the newest first."""
        return self._caller.pages(
            v1("networks", network_id, "plans"),
            PlanRead,
            {"state": state, "kind": kind, "limit": limit},
        )

    def get_plan(self, network_id: str, number: int) -> PlanDetails:
        """
        A version with its ETag: where it comes from, what it is, what it leaves out.
        """
        return self._caller.got(
            v1("networks", network_id, "plans", number), PlanDetails
        )

    def list_planned_visits(
        self, network_id: str, number: int, *, limit: int | None = None
    ) -> Iterator[PlannedVisitRead]:
        """Visits as a version plans them, by time."""
        return self._caller.pages(
            v1("networks", network_id, "plans", number, "visits"),
            PlannedVisitRead,
            {"limit": limit},
        )

    def compare_plans(
        self, network_id: str, number: int, *, since: int
    ) -> PlanDifference:
        """What differs in a version from another one."""
        return self._caller.got(
            v1("networks", network_id, "plans", number, "differences"),
            PlanDifference,
            {"since": since},
        )

    def approve_plan(
        self, network_id: str, number: int, body: Decision, **options: Unpack[Options]
    ) -> PlanDetails:
        """Put a proposed version into force, as it is or with what was booked since."""
        return self._caller.changed(
            v1("networks", network_id, "plans", number, "approval"),
            PlanDetails,
            body,
            options,
        )

    def reject_plan(
        self, network_id: str, number: int, body: Decision, **options: Unpack[Options]
    ) -> PlanDetails:
        """Decide that a proposed version never comes into force."""
        return self._caller.changed(
            v1("networks", network_id, "plans", number, "rejection"),
            PlanDetails,
            body,
            options,
        )

    def restore_plan(
        self, network_id: str, number: int, body: Decision, **options: Unpack[Options]
    ) -> PlanDetails:
        """Put what was in force back into force, as a new version."""
        return self._caller.changed(
            v1("networks", network_id, "plans", number, "restoration"),
            PlanDetails,
            body,
            options,
        )

    def request_replan(
        self, network_id: str, body: ReplanAsked, **options: Unpack[Options]
    ) -> JobRead:
        """Ask for a new plan; where one waits to begin already, that is the answer."""
        return self._caller.changed(
            v1("networks", network_id, "replans"), JobRead, body, options
        )
