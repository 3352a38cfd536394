"""Vials: measured once more, or spilled."""

from typing import Annotated

from fastapi import Depends, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routing import IN_NETWORK, router_of
from api.schemas.doses import Measurement
from api.schemas.happenings import HappeningRead, Why, happening_read
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.errors import Invalid
from scheduler.production.contents import Assay
from scheduler.production.vials import measure, spill
from solver.errors import Issue
from solver.units import KBQ_PER_GBQ, KBQ_PER_MBQ

router = router_of("vials", IN_NETWORK + "/vials/{vial_id}")

MakesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.MAKE_BATCHES))
]

_MBQ_PER_GBQ = KBQ_PER_GBQ // KBQ_PER_MBQ
_FIELDS = {"activity": "activity_mbq"}


@router.post("/measurement", operation_id="measure_vial", response_model=HappeningRead)
def measure_vial(changing: MakesDep, vial_id: PathId, body: Measurement) -> Response:
    """It was measured: what it holds is known from now on."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        change.viewer.vial(vial_id)
        assay = Assay(
            activity_gbq=body.activity_mbq / _MBQ_PER_GBQ, measured_at=body.measured_at
        )
        try:
            found = measure(
                change.session,
                change.now,
                change.actor,
                network_id=change.network_id,
                vial_id=vial_id,
                assay=assay,
                reason=body.reason,
            )
        except Invalid as error:
            raise _at_its_field(error) from None
        return happening_read(change.viewer, found)

    return changing.apply(work)


@router.post("/spill", operation_id="spill_vial", response_model=HappeningRead)
def spill_vial(changing: MakesDep, vial_id: PathId, body: Why) -> Response:
    """It does not exist any more; what was given from it was."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        change.viewer.vial(vial_id)
        found = spill(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            vial_id=vial_id,
            reason=body.reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


def _at_its_field(error: Invalid) -> Invalid:
    return Invalid(
        [
            Issue(_FIELDS.get(each.place, each.place), each.message)
            for each in error.issues
        ]
    )
