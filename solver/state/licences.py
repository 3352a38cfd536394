"""What a site holds when something arrives, against its licences (rule 18)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from solver.problem.clinic import Site
from solver.problem.equipment import Licence
from solver.state.decayed import scaled_kbq
from solver.state.held import FOREVER, Parcel, parcels_of
from solver.state.load import Load
from solver.state.state import State


@dataclass
class SiteHoldings:
    """
    All parcels of a site, as a plan stands.

    Parameters
    ----------
    site
        The site, with its licences and its inventory.
    parcels
        Shipments of each batch to the site.
    sums
        What has been summed up already.
    """

    site: Site
    parcels: dict[str, tuple[Parcel, ...]]
    sums: dict[tuple[str, int, str], tuple[int, int]] = field(default_factory=dict)

    def arrivals(self, licence: Licence, but_for: str = "") -> Iterator[int]:
        """Minutes at which something the licence limits arrives."""
        for supply_id, parcels in self.parcels.items():
            for parcel in parcels if supply_id != but_for else ():
                if parcel.nuclide in licence.nuclides:
                    yield parcel.arrives_min

    def held_kbq(
        self, licence: Licence, minute: int, but_for: str = ""
    ) -> tuple[int, int]:
        """
        Held at a minute by the plan, and by inventory and committed batches [kBq].

        One batch may be left out, to be counted as it is going to be.
        """
        key = (licence.id, minute, but_for)
        if key not in self.sums:
            rest = [
                parcel
                for supply_id, parcels in self.parcels.items()
                if supply_id != but_for
                for parcel in parcels
            ]
            planned, standing = sum_kbq(licence, rest, minute)
            self.sums[key] = (
                planned,
                standing + _inventory_kbq(self.site, licence, minute),
            )
        return self.sums[key]


def sum_kbq(
    licence: Licence, parcels: Iterable[Parcel], minute: int
) -> tuple[int, int]:
    """What planned and what committed parcels hold at a minute [kBq]."""
    planned = standing = 0
    for parcel in parcels:
        if parcel.arrives_min > minute or parcel.nuclide not in licence.nuclides:
            continue
        held = parcel.at_kbq(minute, includes_waste=licence.includes_waste)
        if parcel.is_committed:
            standing += held
        else:
            planned += held
    return planned, standing


def licences_of(state: State, site_id: str, nuclide: str) -> tuple[Licence, ...]:
    """Licences of a site that limit a nuclide."""
    return tuple(
        each for each in state.index.sites[site_id].licences if nuclide in each.nuclides
    )


def holdings_of(state: State, site_id: str) -> SiteHoldings:
    """Parcels of a site; kept while nothing changes there or with its suppliers."""
    key, stamp = ("held", site_id), _stamp(state, site_id)
    known = state.memo.get(key)
    if known is not None and known[0] == stamp:
        kept: SiteHoldings = known[1]
        return kept
    before: dict[str, tuple[Load, tuple[Parcel, ...]]] = known[2] if known else {}
    after: dict[str, tuple[Load, tuple[Parcel, ...]]] = {}
    for supply_id, load in state.loads.items():
        same = before.get(supply_id)
        if same is None or same[0] is not load:
            same = (load, parcels_of(state, load, site_id))
        after[supply_id] = same
    parcels = {id_: found for id_, (_, found) in after.items() if found}
    holdings = SiteHoldings(state.index.sites[site_id], parcels)
    state.memo[key] = (stamp, holdings, after)
    return holdings


def is_within_licences(state: State, supply_id: str) -> bool:
    """
    Whether the sites of a batch keep to their licences while it is held there.

    Taking a visit out may do harm: on demand the rest arrives sooner, and a vial that
    nobody draws from any more stays for good.
    """
    load = state.loads.get(supply_id)
    if load is None:
        return True
    stock = state.stocks.get(supply_id)
    ways = list(load.ways.values())
    if stock is not None:
        ways = [shipped.way for shipped in stock.shipments]
    nuclide = load.supply.product.nuclide
    for site_id in {way.lane.site_id for way in ways}:
        licences = licences_of(state, site_id, nuclide)
        if not licences:
            continue
        holdings = holdings_of(state, site_id)
        parcels = holdings.parcels.get(supply_id, ())
        first = min([each.arrives_min for each in parcels], default=FOREVER)
        last = max([each.until_min for each in parcels], default=FOREVER)
        for licence in licences:
            until = FOREVER if licence.includes_waste else last
            for minute in set(holdings.arrivals(licence)):
                if first <= minute < until:
                    planned, standing = holdings.held_kbq(licence, minute)
                    if planned and planned + standing > licence.max_kbq:
                        return False
    return True


def _stamp(state: State, site_id: str) -> tuple[object, ...]:
    """Changes whenever a dose of the site, or a batch on its way there, does."""
    key = ("suppliers", site_id)
    if key not in state.memo:
        state.memo[key] = sorted(
            {
                way.lane.unit_id
                for way in state.index.ways.values()
                if way.lane.site_id == site_id
            }
        )
    units = [state.stamps.get(unit_id) for unit_id in state.memo[key]]
    return (state.stamps.get(site_id), *units)


def _inventory_kbq(site: Site, licence: Licence, minute: int) -> int:
    """What is there already, and only decays."""
    return sum(
        scaled_kbq(each.activity_kbq, each.at_min - minute, each.half_life_min)
        for each in site.inventory
        if each.nuclide in licence.nuclides
    )
