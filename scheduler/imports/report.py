"""What an import has written, and what that does to the plan in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.imports.rows.not_asked import NotAsked
from solver.plan.result import Broken


@dataclass(frozen=True)
class ImportReport:
    """
    What an import did, or would do.

    Parameters
    ----------
    is_new
        Whether the network was not there before.
    is_dry_run
        Whether nothing of it was kept.
    added, changed, removed
        Numbers of rows by table; tables without any are left out.
    version
        Number of the plan version that came into force with it, if one did.
    broken
        Visits of the plan in force that cannot stay where they are, with the rules
        that they break now. Those that were promised are noted as broken.
    bookings_gone
        Visits of the plan in force that the file does not ask for any more.
    not_asked
        What the file asks for and nothing is planned for all the same: it was
        cancelled, not kept, or given up by withdrawing.
    """

    network_id: str
    is_new: bool
    is_dry_run: bool
    added: Mapping[str, int]
    changed: Mapping[str, int]
    removed: Mapping[str, int]
    version: int | None = None
    broken: tuple[Broken, ...] = ()
    bookings_gone: tuple[str, ...] = ()
    not_asked: NotAsked = field(default_factory=NotAsked)

    @property
    def is_different(self) -> bool:
        """Whether the network is not as it was before."""
        return bool(self.added or self.changed or self.removed or self.version)
