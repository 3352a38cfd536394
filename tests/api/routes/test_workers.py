"""Workers over HTTP."""

from scheduler.access.roles import Role
from scheduler.jobs.models import WorkerRow
from scheduler.jobs.requests import request_job
from scheduler.jobs.workers import enrol, leave
from tests.api.proposals import run_job, set_job
from tests.api.service import TERMINAL, Service
from tests.scheduler.access.holders import add_places


def put_to_work(service: Service, network_id: str | None, job_id: str) -> None:
    """Have a worker be at a job of a network, or of the whole database."""
    with service.database.writing() as session:
        request_job(
            session,
            service.clock(),
            TERMINAL,
            kind="replan" if network_id else "backup",
            network_id=network_id,
            payload={},
            job_id=job_id,
        )
    run_job(service, job_id)
    set_job(service, job_id, worker_id="worker-1")


def test_who_works_at_what_is_told(service: Service) -> None:
    """
    Since when and where, and when it last said so; who has ended is left out.
    """
    for each in ("worker-1", "worker-2", "worker-3"):
        with service.database.writing() as session:
            enrol(session, each)
    with service.database.writing() as session:
        leave(session, "worker-3")
    put_to_work(service, service.network, "job-1")
    found = service.planner.get("workers").json()["items"]
    by_id = {each["worker_id"]: each for each in found}
    with service.database.reading() as session:
        row = session.get_one(WorkerRow, "worker-1")

    assert by_id.keys() == {"worker-1", "worker-2"}
    assert by_id["worker-1"]["host"] == row.host
    assert by_id["worker-1"]["process"] == row.process
    assert by_id["worker-1"]["beat_at"].endswith("Z")
    assert 0 <= by_id["worker-1"]["silent_s"] < 60
    assert by_id["worker-2"]["jobs"] == []
    assert by_id["worker-1"]["jobs"] == [
        {"job_id": "job-1", "kind": "replan", "network_id": service.network}
    ]


def test_jobs_of_other_networks_are_told_to_administrators(
    sqlite_service: Service,
) -> None:
    """
    As are those of the whole database.
    """
    service = sqlite_service
    add_places(service.database, "elsewhere", site="S", unit="U")
    with service.database.writing() as session:
        enrol(session, "worker-1")
    put_to_work(service, service.network, "ours")
    put_to_work(service, "elsewhere", "theirs")
    put_to_work(service, None, "backup")
    jobs = {
        name: {job["job_id"] for job in who.get("workers").json()["items"][0]["jobs"]}
        for name, who in (
            ("planner", service.planner),
            ("auditor", service.person(Role.AUDITOR)),
            ("administrator", service.administrator),
        )
    }

    assert jobs["planner"] == jobs["auditor"] == {"ours"}
    assert jobs["administrator"] == {"ours", "theirs", "backup"}


def test_where_nobody_works_the_list_is_empty(sqlite_service: Service) -> None:
    """
    And who answers for a part of a network only is not told of machines.
    """
    service = sqlite_service
    refused = [
        service.person(role, **scope).get("workers").status_code
        for role, scope in (
            (Role.STUDY_MANAGER, {"trial": ["PROMIS"]}),
            (Role.SITE_STAFF, {"site": ["ULV"]}),
            (Role.PRODUCTION, {"unit": ["OSLO"]}),
            (Role.PLANNER, {"site": ["ULV"]}),
        )
    ]

    assert service.planner.get("workers").json()["items"] == []
    assert refused == [403] * 4
