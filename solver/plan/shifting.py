"""Plans whose minutes are counted from another origin."""

from typing import Any

from solver.plan.plan import Plan


def shifted(plan: Plan, by_min: int) -> Plan:
    """
    The plan with every minute moved.

    Raises
    ------
    ValidationError
        If a minute comes to lie beyond ``MAX_MINUTES``.

    """
    return Plan(**moved_fields(plan, by_min)) if by_min else plan


def moved_fields(plan: Plan, by_min: int) -> dict[str, Any]:
    """The fields of a plan with every minute moved, those of its parts included."""
    return {
        name: tuple(_moved(record, by_min) for record in records)
        for name, records in plan.model_dump().items()
    }


def _moved(record: dict[str, object], by_min: int) -> dict[str, object]:
    moved: dict[str, object] = {}
    for field, value in record.items():
        if field.endswith("_min") and isinstance(value, int):
            moved[field] = value + by_min
        elif isinstance(value, tuple):
            moved[field] = tuple(
                _moved(each, by_min) if isinstance(each, dict) else each
                for each in value
            )
        else:
            moved[field] = value
    return moved
