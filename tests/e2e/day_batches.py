"""Batches as ``demand --json`` tells them, in the words of the scripted day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Seat = tuple[str, datetime]
"""A dose by what is known of it everywhere: where, and when."""


def seat(told: dict[str, Any]) -> Seat:
    """Where and when somebody is injected."""
    return told["site_id"], datetime.fromisoformat(told["injection_at"])


@dataclass(frozen=True)
class Batch:
    """A batch as it was told."""

    told: dict[str, Any]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.told["batch_id"])

    @property
    def reference_at(self) -> datetime:
        """When its synthesis ends."""
        return datetime.fromisoformat(self.told["reference_at"])

    @property
    def release_at(self) -> datetime:
        """When it is to be released."""
        return datetime.fromisoformat(self.told["deadlines"]["release_at"])

    @property
    def doses(self) -> list[dict[str, Any]]:
        """All its doses, vial by vial."""
        return [
            dose
            for shipment in self.told["shipments"]
            for vial in shipment["vials"]
            for dose in vial["doses"]
        ]

    def lost_below(self, permille: int) -> set[Seat]:
        """Who is said to lose a dose if so much of it is there, and not less yet."""
        slack = self.told["slack"]
        assert permille == slack["least_permille"] - 1
        return {
            seat(each)
            for each in self.doses
            if each["position"] in slack["lost_if_less"]
        }

    def gbq_of(self, permille: int) -> str:
        """So much of what is planned, as it is typed."""
        return f"{self.told['activity_kbq'] * permille / 1000 / 1_000_000:.6f}"


def first_of(told: dict[str, Any], product_id: str) -> Batch:
    """The first batch of a product."""
    found = (Batch(each) for each in told["batches"])
    return min(
        (each for each in found if each.told["product_id"] == product_id),
        key=lambda each: each.reference_at,
    )


def named(told: dict[str, Any], batch_id: str) -> Batch:
    """The batch of an id."""
    (found,) = (Batch(each) for each in told["batches"] if each["batch_id"] == batch_id)
    return found
