"""One way to get a dose: a batch at a reference minute, a way, a vial."""

from dataclasses import dataclass

from solver.state.placement import Channel
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A dose that could be drawn.

    Parameters
    ----------
    vial
        Number of the multi-dose vial in the shipment; 0 for own vials.
    equipment
        What the run holds, one id per use of its process; none of what is committed.
    """

    supply: Supply
    reference_min: int
    way: Way
    vial: int
    equipment: tuple[str, ...] = ()

    @property
    def channel(self) -> Channel:
        """The offer, by ids."""
        return Channel(
            self.supply.id,
            self.reference_min,
            self.way.id,
            self.vial,
            self.equipment,
        )
