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
    """

    supply: Supply
    reference_min: int
    way: Way
    vial: int

    @property
    def channel(self) -> Channel:
        """The offer, by ids."""
        return Channel(self.supply.id, self.reference_min, self.way.id, self.vial)
