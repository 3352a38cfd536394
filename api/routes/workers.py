"""Workers: the processes that do what is asked for."""

from typing import Annotated

from fastapi import Depends

from api.dependencies import Asking, Needs
from api.pagination import Page, PageDep, page_of
from api.routing import router_of
from api.schemas.workers import WorkerRead
from scheduler.access.permissions import Permission
from scheduler.access.redaction.workers import workers_seen

router = router_of("jobs", "/workers")

SeesDep = Annotated[Asking, Depends(Needs(Permission.SEE_WORKERS))]


@router.get("", operation_id="list_workers")
def list_workers(asking: SeesDep, page: PageDep) -> Page[WorkerRead]:
    """
    Workers that have not ended, the oldest first.

    If there is none, nothing that is asked for is done until one is started:
    `tracerplan worker`.
    """
    with asking.reading() as (session, _):
        return page_of(
            workers_seen(session, asking.principal),
            page,
            lambda each: (each.started_at.isoformat(), each.worker_id),
            WorkerRead.model_validate,
        )
