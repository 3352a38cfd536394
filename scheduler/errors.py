"""
What can be refused, as a tree; each leaf has a stable code.

* ``SchedulerError``
    * ``NotFound``         something the caller named does not exist
    * ``Invalid``          the request says something impossible; ``issues`` lists all
    * ``Conflict``         well-formed, but it does not fit the present state
        * ``SlotTaken``        somebody else has it, or it does not fit any more
        * ``PlanMoved``        the plan has changed meanwhile: try again
        * ``PlanOutdated``     a version that cannot come into force any more
        * ``PlanExpired``      a version that had to be approved before
        * ``BaseMoved``        a what-if of a plan or of data that are not there now
        * ``NotAsAssumed``     a what-if of what is not so
        * ``TrialPaused``      nothing is planned for the trial until it is resumed
        * ``WrongState``       not in this state
        * ``NeedsAnother``     a second person has to do this
    * ``Forbidden``        this actor may not do it
    * ``NotReady``         the database is not what this version works on
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from solver.errors import Issue


class SchedulerError(Exception):
    """Base class of all expected failures."""

    code: ClassVar[str]


class NotFound(SchedulerError):
    """Something the caller named does not exist."""

    code = "not_found"

    def __init__(self, kind: str, id: object) -> None:
        super().__init__(f"there is no {kind} {id}")
        self.kind = kind
        self.id = id


class Invalid(SchedulerError):
    """The request says something impossible; ``issues`` lists all that is wrong."""

    code = "invalid"

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = tuple(issues)


class Conflict(SchedulerError):
    """The request is well-formed but does not fit the present state."""

    code = "conflict"


class SlotTaken(Conflict):
    """
    A slot cannot be had any more.

    ``rules`` names what keeps it from being seated, as the plan stands now;
    ``held_by`` says in words which of its resources somebody else has by now.
    """

    code = "slot_taken"

    def __init__(
        self, visit_id: str, rules: Sequence[str], held_by: Sequence[str] = ()
    ) -> None:
        told = "; ".join((", ".join(rules), *held_by))
        super().__init__(
            f"the slot for visit {visit_id} cannot be had any more: {told}"
        )
        self.visit_id = visit_id
        self.rules = tuple(rules)
        self.held_by = tuple(held_by)


class PlanMoved(Conflict):
    """The plan in force is not the one this change was made for: try again."""

    code = "plan_moved"

    def __init__(self, network_id: str) -> None:
        super().__init__(f"the plan of {network_id} has changed meanwhile")
        self.network_id = network_id


class PlanOutdated(Conflict):
    """
    A plan version does not fit the present any more; a replan is called for.

    ``reasons`` lists all that stands against it.
    """

    code = "plan_outdated"

    def __init__(self, number: int, reasons: Sequence[str]) -> None:
        listed = "\n".join(reasons)
        super().__init__(f"plan version {number} does not fit any more:\n{listed}")
        self.number = number
        self.reasons = tuple(reasons)


class PlanExpired(Conflict):
    """A proposal had to be approved before, and was not; a replan is called for."""

    code = "plan_expired"

    def __init__(self, number: int, expired_at: datetime) -> None:
        super().__init__(
            f"plan version {number} could be approved until "
            f"{expired_at.isoformat(timespec='minutes')}"
        )
        self.number = number


class BaseMoved(Conflict):
    """What a what-if started from is not in force any more: it can be rebased."""

    code = "base_moved"


class NotAsAssumed(Conflict):
    """
    A what-if assumes what is not so: it has to be entered before it is planned.

    ``reasons`` lists all that stands against it.
    """

    code = "not_as_assumed"

    def __init__(self, scenario_id: str, reasons: Sequence[str]) -> None:
        listed = "\n".join(reasons)
        super().__init__(
            f"what-if {scenario_id} is no plan for what is there: first enter what it "
            f"changes\n{listed}"
        )
        self.scenario_id = scenario_id
        self.reasons = tuple(reasons)


class TrialPaused(Conflict):
    """Nothing is asked for, offered or booked for a trial until it is resumed."""

    code = "trial_paused"


class WrongState(Conflict):
    """It is not in a state in which this can be done."""

    code = "wrong_state"

    def __init__(self, kind: str, id: object, state: str, action: str) -> None:
        super().__init__(f"{kind} {id} is {state}: it cannot be {action}")
        self.state = state


class NeedsAnother(Conflict):
    """A second person has to do this."""

    code = "needs_another_person"


class Forbidden(SchedulerError):
    """An actor asks for what it may not do."""

    code = "forbidden"


class NotReady(SchedulerError):
    """The database is not what this version of the program works on."""

    code = "not_ready"
