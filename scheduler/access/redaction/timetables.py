"""What somebody may learn of the days that were prepared for when batches go wrong."""

from dataclasses import replace

from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.production.timetable_records import (
    BatchTimetables,
    ChangedDose,
    Dose,
    NormalDose,
    PreparedTimetable,
    part_of,
)
from scheduler.production.timetables import timetables_in


def timetables_seen(viewer: Viewer) -> list[BatchTimetables]:
    """
    Timetables of batches that are theirs, by time.

    Whoever makes a batch sees all its doses by their place, and how much it has to
    have; whose a dose is, and all else of it, is told to whom the visit is.
    """
    found = timetables_in(viewer.session, viewer.now, viewer.network_id)
    seen = (_seen(viewer, each) for each in found if viewer.sees_unit(each.unit_id))
    return [each for each in seen if each is not None]


def _seen(viewer: Viewer, whole: BatchTimetables) -> BatchTimetables | None:
    is_maker = (
        viewer.may(Permission.SEE_DEMAND)
        and viewer.sees_all_sites
        and viewer.sees_all_trials
    )

    def is_theirs(dose: Dose) -> bool:
        return is_maker or _sees(viewer, dose)

    part = part_of(whole, is_theirs)
    if part is None:
        return None

    def normal(dose: NormalDose) -> NormalDose:
        return replace(
            dose,
            position=dose.position if is_maker else None,
            visit_id=dose.visit_id if _sees(viewer, dose) else None,
        )

    def changed(dose: ChangedDose) -> ChangedDose:
        is_own = _sees(viewer, dose)
        return replace(
            dose,
            position=dose.position if is_maker else None,
            visit_id=dose.visit_id if is_own else None,
            batch_id=dose.batch_id if is_own else None,
        )

    def timetable(each: PreparedTimetable) -> PreparedTimetable:
        return replace(
            each,
            below_kbq=each.below_kbq if is_maker else None,
            holds_kbq=each.holds_kbq if is_maker else None,
            changed=tuple(map(changed, each.changed)),
        )

    day = replace(
        part.day,
        normal=tuple(map(normal, part.day.normal)),
        timetables=tuple(map(timetable, part.day.timetables)),
    )
    return replace(part, day=day)


def _sees(viewer: Viewer, dose: Dose) -> bool:
    return dose.visit_id is not None and viewer.sees_visit(dose.visit_id)
