"""From a prescription and a participant to the activity to administer (rule 1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from scheduler.imports.planning_file.base import MIN_ACTIVITY_MBQ
from scheduler.imports.planning_file.quantities import available_mbq, required_mbq
from scheduler.imports.planning_file.schema_demand import ParticipantData
from scheduler.imports.planning_file.schema_protocol import (
    DoseLevel,
    FixedActivity,
    PerKilogram,
    Prescription,
    Range,
    TrialData,
)

_PERMILLE = 1000
_DIGITS = 40


class PrescriptionError(ValueError):
    """A prescription that cannot be worked out for this participant."""


class StaleWeight(PrescriptionError):
    """A weight that is too old for this prescription."""


@dataclass(frozen=True, slots=True)
class Target:
    """
    What to administer, and what the prescription leaves of the tolerance.

    ``tolerance_permille`` is the widest symmetric tolerance that a range allows;
    ``None`` where the prescription says nothing about it.
    """

    target_kbq: int
    tolerance_permille: int | None = None


def target_of(
    prescription: Prescription,
    trial: TrialData,
    participant: ParticipantData,
    today: date | None,
) -> Target:
    """
    The target in kBq: rounded up, but never over a cap or an upper limit.

    Parameters
    ----------
    today
        The day on which a weight has to be valid; ``None`` if it need not be.

    Raises
    ------
    StaleWeight
        If the participant's weight is too old.
    PrescriptionError
        If the participant lacks what else the prescription asks for.

    """
    match prescription:
        case FixedActivity():
            return Target(required_mbq(prescription.activity_mbq))
        case PerKilogram():
            return Target(_per_kilogram(prescription, participant, today))
        case Range():
            return _range(prescription)
        case DoseLevel():
            return Target(_dose_level(prescription, trial, participant))


def _per_kilogram(
    prescription: PerKilogram, participant: ParticipantData, today: date | None
) -> int:
    if participant.weight_kg is None or participant.weighed_on is None:
        raise PrescriptionError("needs the participant's weight_kg and weighed_on")
    if today is not None:
        _require_valid(prescription, (today - participant.weighed_on).days)
    with localcontext() as context:
        context.prec = _DIGITS
        activity_mbq: Decimal = prescription.mbq_per_kg * participant.weight_kg
        target_kbq = required_mbq(activity_mbq)
    if prescription.cap_mbq is not None:
        target_kbq = min(target_kbq, available_mbq(prescription.cap_mbq))
    if target_kbq < required_mbq(MIN_ACTIVITY_MBQ):
        raise PrescriptionError(
            f"{activity_mbq} MBq is under {MIN_ACTIVITY_MBQ} MBq: "
            "a step of one kBq would cost more than 0.1 %"
        )
    return target_kbq


def _require_valid(prescription: PerKilogram, age_days: int) -> None:
    valid_days = prescription.weight_valid_days
    if valid_days is not None and age_days > valid_days:
        raise StaleWeight(
            f"the weight is {age_days} days old, valid are {valid_days}: weigh again"
        )


def _range(prescription: Range) -> Target:
    least = required_mbq(prescription.min_mbq)
    most = available_mbq(prescription.max_mbq)
    target = required_mbq(prescription.target_mbq)
    if not least <= target <= most:
        raise PrescriptionError("the range holds no whole kBq for its target")
    room = min(most - target, target - least)
    return Target(target, room * _PERMILLE // target)


def _dose_level(
    prescription: DoseLevel, trial: TrialData, participant: ParticipantData
) -> int:
    table = trial.dose_tables.get(prescription.table)
    if table is None:
        raise PrescriptionError(f"unknown dose table {prescription.table!r}")
    if participant.dose_level is None:
        raise PrescriptionError("needs the participant's dose_level")
    activity_mbq = table.get(participant.dose_level)
    if activity_mbq is None:
        raise PrescriptionError(
            f"dose table {prescription.table!r} has no {participant.dose_level!r}"
        )
    return required_mbq(activity_mbq)
