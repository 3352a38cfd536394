"""Visits of somebody's, by site, trial and participant."""

from collections.abc import Callable

from scheduler.access.viewing import Viewer
from scheduler.errors import Invalid, NotFound
from solver.errors import Issue


def visits_seen(
    viewer: Viewer,
    site_id: str | None,
    trial_id: str | None,
    participant_id: str | None = None,
) -> Callable[[str], bool]:
    """
    Whether a visit is theirs, and of a site, a trial and a participant.

    Parameters
    ----------
    site_id, trial_id, participant_id
        ``None`` for any; of others, and of none that is there, they see no visit.
    """

    def is_meant(visit_id: str) -> bool:
        owner = viewer.belonging.of_visit(visit_id)
        if owner is None or not viewer.sees_visit(visit_id):
            return False
        asked = zip((site_id, trial_id, participant_id), owner, strict=True)
        return all(wanted in {None, found} for wanted, found in asked)

    return is_meant


def named_visit(viewer: Viewer, participant_id: str, visit_id: str, field: str) -> str:
    """
    A visit of a participant of theirs that a field of the request names.

    Raises
    ------
    Invalid
        If it is not theirs, not the participant's, or not there: at the field.

    """
    viewer.named("visit", visit_id, field)
    owner = viewer.belonging.of_visit(visit_id)
    if owner is None or owner.participant_id != participant_id:
        raise Invalid([Issue(field, str(NotFound("visit", visit_id)))])
    return visit_id
