"""Where a visit sits: its minutes, its resources, and where its dose comes from."""

from dataclasses import dataclass, replace

from solver.plan.plan import Occupation


@dataclass(frozen=True, slots=True)
class Channel:
    """
    The batch, way and vial a dose comes from.

    Parameters
    ----------
    supply_id, reference_min
        Run or order, and its EOS or reference minute.
    way_id
        Departure, or lane on demand.
    vial
        Number of the multi-dose vial in its shipment, from 1; 0 for doses that
        have vials of their own.
    """

    supply_id: str
    reference_min: int
    way_id: str
    vial: int


@dataclass(frozen=True, slots=True)
class Placement:
    """One visit, seated."""

    visit_id: str
    alternative: int
    injection_min: int
    scan_start_min: int | None
    channel: Channel
    occupations: tuple[Occupation, ...]

    def moved_to(self, reference_min: int) -> "Placement":
        """The same seat, its batch having another reference minute."""
        channel = replace(self.channel, reference_min=reference_min)
        return replace(self, channel=channel)
