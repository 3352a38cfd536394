"""Where a visit sits: its minutes, its resources, and where its dose comes from."""

from dataclasses import dataclass, replace

from solver.plan.plan import BookedScan, Occupation, Purpose


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
    equipment
        What the run holds, one id per use of its process: the same for all its doses.
    """

    supply_id: str
    reference_min: int
    way_id: str
    vial: int
    equipment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """
    One visit, seated.

    ``occupations`` are those around the injection; each later scan has its own.
    """

    visit_id: str
    alternative: int
    injection_min: int
    scan_start_min: int | None
    channel: Channel
    occupations: tuple[Occupation, ...]
    later_scans: tuple[BookedScan, ...] = ()

    @property
    def held(self) -> tuple[Occupation, ...]:
        """All occupations, those of later scans included."""
        later = (each for scan in self.later_scans for each in scan.occupations)
        return (*self.occupations, *later)

    @property
    def scans(self) -> tuple[tuple[str, int], ...]:
        """Scanner and scan start of every scan, later ones included."""
        starts = [(self.scan_start_min, self.occupations)]
        starts += [(scan.scan_start_min, scan.occupations) for scan in self.later_scans]
        return tuple(
            (each.resource_id, start)
            for start, occupations in starts
            for each in occupations
            if start is not None and each.purpose is Purpose.SCANNER
        )

    def moved_to(self, reference_min: int) -> "Placement":
        """The same seat, its batch having another reference minute."""
        channel = replace(self.channel, reference_min=reference_min)
        return replace(self, channel=channel)
