"""A plan that names what its problem does not have is told so, name by name."""

import json
from typing import Any

import pytest

from scheduler.exports.references import issues
from solver.plan.result import Result
from tests.scheduler.exports.sample_week import sample_week


def _result(**changes: Any) -> list[str]:
    problem, result = sample_week()
    data = result.model_dump()
    for kind, change in changes.items():
        rows = data[kind] if kind in data else data["plan"][kind]
        rows[0].update(change)
    return [str(issue) for issue in issues(problem, Result.model_validate(data))]


def test_the_sample_resolves() -> None:
    """What is whole yields no issue."""
    assert _result() == []


@pytest.mark.parametrize(
    ("kind", "change", "issue"),
    [
        ("left_out", {"visit_id": "X"}, "left_out[X]: unknown visit"),
        ("deferred", {"visit_id": "X"}, "deferred[X]: unknown visit"),
        ("broken", {"visit_id": "X"}, "broken[X]: unknown visit"),
        ("batches", {"id": "X"}, "plan.batches[X]: unknown run or order"),
        ("shipments", {"lane_id": "X"}, "unknown lane 'X'"),
        ("shipments", {"batch_id": "X"}, "unknown batch 'X'"),
        ("vials", {"shipment_id": "X"}, "unknown shipment 'X'"),
        ("administrations", {"visit_id": "X"}, "plan.administrations[X]: unknown"),
        ("administrations", {"alternative": 1}, "no alternative 1"),
        ("administrations", {"alternative": -1}, "no alternative -1"),
        ("administrations", {"vial_ids": ()}, "no vial"),
        ("administrations", {"vial_ids": ("X",)}, "unknown vial 'X'"),
    ],
)
def test_every_unknown_name_is_found(
    kind: str, change: dict[str, Any], issue: str
) -> None:
    """Each kind of reference that can dangle is an issue with its place."""
    assert any(issue in each for each in _result(**{kind: change}))


def test_an_unknown_resource_is_found() -> None:
    """An occupation of a chair that is not there is an issue."""
    occupation = {
        "resource_id": "X",
        "purpose": "place",
        "start_min": 0,
        "end_min": 1,
    }
    data = sample_week()[1].model_dump(mode="json")
    data["plan"]["administrations"][0]["occupations"] = [occupation]
    result = Result.model_validate_json(json.dumps(data))

    found = [str(issue) for issue in issues(sample_week()[0], result)]

    assert found == ["plan.administrations[V01]: unknown resource 'X'"]
