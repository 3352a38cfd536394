"""What-ifs, looked up."""

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from scheduler import canonical
from scheduler.errors import NotFound, WrongState
from scheduler.jobs.models import Job
from scheduler.scenarios.comparison_records import Comparison
from scheduler.scenarios.models import Scenario


def scenario_named(session: Session, network_id: str, scenario_id: str) -> Scenario:
    """
    A what-if, as it is now.

    Raises
    ------
    NotFound
        If there is none.

    """
    key = (network_id, scenario_id)
    found = session.get(Scenario, key, populate_existing=True)
    if found is None:
        raise NotFound("what-if", scenario_id)
    return found


def scenarios_of(session: Session, network_id: str) -> list[tuple[Scenario, Job]]:
    """All what-ifs of a network with their jobs, the newest first; no comparisons."""
    found = session.execute(
        select(Scenario, Job)
        .join(Job, Job.id == Scenario.id)
        .options(defer(Scenario.comparison, raiseload=True))
        .where(Scenario.network_id == network_id)
        .order_by(Scenario.asked_at.desc(), Scenario.id)
    )
    return [(scenario, job) for scenario, job in found]


def comparison_of(scenario: Scenario, job: Job) -> Comparison:
    """
    What came of a what-if.

    Raises
    ------
    WrongState
        If it has no plan (yet).

    """
    if scenario.comparison is None:
        raise WrongState("what-if", scenario.id, _how(job), "compared without a plan")
    return Comparison.model_validate_json(canonical.dumps(scenario.comparison))


def _how(job: Job) -> str:
    """How far it has come, or how its solve ended."""
    status: str | None = (job.outcome or {}).get("status")
    return status or job.state.value
