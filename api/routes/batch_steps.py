"""What becomes of batches: accepted, declined, late, failed, released, recalled."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routes.batches import etag_of_batch
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import (
    HappeningRead,
    Why,
    WhyIfAny,
    affected_read,
    happening_read,
)
from api.schemas.releases import (
    DelayAsked,
    RecalledRead,
    ReleaseAsked,
    ReleasedRead,
)
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.errors import Invalid
from scheduler.production import batches
from scheduler.production.affected import Happening
from scheduler.production.contents import Assay
from scheduler.production.delays import delay
from scheduler.production.release_said import Release, VialAssay
from scheduler.production.releases import Released, release
from solver.errors import Issue
from solver.units import KBQ_PER_GBQ, KBQ_PER_MBQ

router = router_of("batches", IN_NETWORK + "/batches/{batch_id}")

MakesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.MAKE_BATCHES))
]

_MBQ_PER_GBQ = KBQ_PER_GBQ // KBQ_PER_MBQ


@router.post("/acceptance", operation_id="accept_batch", response_model=HappeningRead)
def accept_batch(changing: MakesDep, batch_id: PathId, body: WhyIfAny) -> Response:
    """The unit is going to make it as it is planned."""
    return _step(changing, batch_id, batches.accept, body.reason)


@router.post("/decline", operation_id="decline_batch", response_model=HappeningRead)
def decline_batch(changing: MakesDep, batch_id: PathId, body: Why) -> Response:
    """The unit is not going to make it, planned or not: it is not offered again."""
    return _step(changing, batch_id, batches.decline, body.reason)


@router.post("/failure", operation_id="fail_batch", response_model=HappeningRead)
def fail_batch(changing: MakesDep, batch_id: PathId, body: Why) -> Response:
    """It makes no doses."""
    return _step(changing, batch_id, batches.fail, body.reason)


@router.post("/delay", operation_id="delay_batch", response_model=HappeningRead)
def delay_batch(changing: MakesDep, batch_id: PathId, body: DelayAsked) -> Response:
    """It is said to be released at another time: who cannot wait so long?"""
    use_case = partial(delay, release_at=body.release_at)
    return _step(changing, batch_id, use_case, body.reason)


@router.post("/release", operation_id="release_batch", response_model=ReleasedRead)
def release_batch(changing: MakesDep, batch_id: PathId, body: ReleaseAsked) -> Response:
    """Quality control releases it, or corrects what was said of its release."""

    def work(change: ChangeInNetwork) -> ReleasedRead:
        change.viewer.batch(batch_id)
        for place, vial in enumerate(body.vials):
            change.viewer.named("vial", vial.vial_id, f"vials[{place}].vial_id")
        _begin(change, batch_id)
        try:
            found = release(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                batch_id=batch_id,
                said=_said(body),
                reason=body.reason,
            )
        except Invalid as error:
            raise _at_its_place(error, body) from None
        return _released_read(change, found)

    return changing.apply(work)


@router.post("/recall", operation_id="recall_batch", response_model=RecalledRead)
def recall_batch(changing: MakesDep, batch_id: PathId, body: Why) -> Response:
    """Nobody draws from it any more; who has had a dose of it is told."""

    def work(change: ChangeInNetwork) -> RecalledRead:
        _begin(change, batch_id)
        found = batches.recall(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            batch_id=batch_id,
            reason=body.reason,
        )
        return RecalledRead(
            happening=happening_read(change.viewer, found.happening),
            injected=affected_read(change.viewer, found.injected),
        )

    return changing.apply(work)


def _step(
    changing: ChangingInNetwork,
    batch_id: str,
    use_case: Callable[..., Happening],
    reason: str | None,
) -> Response:
    """What becomes of a batch by one word of its unit."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        _begin(change, batch_id)
        found = use_case(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            batch_id=batch_id,
            reason=reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


def _begin(change: ChangeInNetwork, batch_id: str) -> None:
    """Refuse what is not theirs, and what is not as they have seen it."""
    change.viewer.batch(batch_id)
    change.require_match(lambda: etag_of_batch(change.viewer, batch_id))


def _said(body: ReleaseAsked) -> Release:
    measured = body.measured
    return Release(
        batch=None
        if measured is None
        else Assay(activity_gbq=measured.activity_gbq, measured_at=measured.at),
        vials=tuple(
            VialAssay(
                vial_id=each.vial_id,
                assay=Assay(
                    activity_gbq=each.activity_mbq / _MBQ_PER_GBQ, measured_at=each.at
                ),
            )
            for each in body.vials
        ),
        released_at=body.released_at,
    )


def _at_its_place(error: Invalid, body: ReleaseAsked) -> Invalid:
    """What is wrong, at its place in the body: a vial is told by its position."""
    places = {
        f"vials[{vial.vial_id}]{end}": f"vials[{position}]{end}"
        for position, vial in enumerate(body.vials)
        for end in ("", ".at")
    }
    return Invalid(
        [
            Issue(places.get(each.place, each.place), each.message)
            for each in error.issues
        ]
    )


def _released_read(change: ChangeInNetwork, found: Released) -> ReleasedRead:
    slack = found.slack
    everybody = found.kept + found.happening.lost
    first = () if slack is None else slack.lost_first
    return ReleasedRead(
        happening=happening_read(change.viewer, found.happening),
        kept=affected_read(change.viewer, found.kept),
        yield_permille=found.yield_permille,
        least_permille=None if slack is None else slack.least_permille,
        lost_first=affected_read(
            change.viewer, tuple(each for each in everybody if each.visit_id in first)
        ),
        as_planned=list(found.as_planned),
    )
