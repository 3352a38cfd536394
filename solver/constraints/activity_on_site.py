"""Rule 18: a site never holds more activity than its licences allow."""

from typing import TYPE_CHECKING, ClassVar

from solver.problem.demand import Visit
from solver.state.offer import Offer
from solver.state.site_room import fitting_minutes
from solver.state.state import State

if TYPE_CHECKING:
    from solver.model.variables import PlanVars  # loads OR-Tools


class ActivityOnSite:
    r"""
    Whenever something arrives, what is held keeps to each licence of its nuclide.

    .. math:: I_m + \sum_{a_v \le m < t_v} \lceil g_v\, 2^{(t_v - m)/T} \rceil
        + \sum_{k} \delta_k \le \bar H_\ell
        \qquad \text{at every arrival } m

    Between arrivals it only falls. Whole vials and the vials of committed batches
    count with their content; where waste counts, so does what is left in vials. What
    committed batches hold alone is no violation, but nothing is added to it.

    The exact model states all of this, but for what is left of whole vials and of
    committed vials after their use: there it asks for no more than is certain, so
    that its bounds hold and the checker has the last word.
    """

    number: ClassVar[int] = 18
    name: ClassVar[str] = "activity_on_site"

    def post(self, x: "PlanVars") -> None:
        """Each licence of each site, at each minute at which something may arrive."""
        for site in x.index.problem.sites:
            for licence in site.licences:
                x.sites.keep_within(site, licence)

    def allows(
        self, state: State, visit: Visit, alternative: int, offer: Offer
    ) -> tuple[int, int]:
        """Minutes until which the dose may be kept at the site."""
        return fitting_minutes(state, visit, alternative, offer)
