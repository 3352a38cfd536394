"""What a key may learn of networks: which there are, and who is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.permissions import Permission
from scheduler.access.principals import Principal
from scheduler.access.roles import ScopeKind
from scheduler.access.viewing import Viewer
from scheduler.database.base import Entity
from scheduler.networks.models import Network
from scheduler.planning.problem_builder import network_of
from scheduler.production.models import Unit
from scheduler.products.models import Authorisation, Product
from scheduler.sites.models import Site
from scheduler.trials.models import Trial
from scheduler.trials.pausing import TrialRow, trial_rows

_E = TypeVar("_E", bound=Entity)


@dataclass(frozen=True)
class NetworkSeen:
    """
    A network, and who of it is there for somebody.

    Parameters
    ----------
    is_whole
        Whether that is everybody; horizon and revisions are told only then.
    """

    network: Network
    is_whole: bool
    sites: Sequence[Site]
    units: Sequence[Unit]
    products: Sequence[Product]
    trials: Sequence[TrialRow]


def networks_seen(session: Session, principal: Principal) -> list[Network]:
    """Networks that a key is good for."""
    found = session.scalars(select(Network))
    return [each for each in found if principal.may_see(ScopeKind.NETWORK, each.id)]


def network_seen(viewer: Viewer) -> NetworkSeen:
    """
    Who of a network is there for somebody.

    A limited key sees what is its own, and whoever is authorised to supply or to
    receive it.
    """
    sites, units, products, trials = (
        _all(viewer, Site),
        _all(viewer, Unit),
        _all(viewer, Product),
        _all(viewer, Trial),
    )
    network = network_of(viewer.session, viewer.network_id)
    if not viewer.is_limited:
        rows = trial_rows(viewer.session, viewer.network_id, trials)
        return NetworkSeen(network, True, sites, units, products, rows)
    trials = [each for each in trials if _sees_trial(viewer, each)]
    near = _authorised(viewer)
    scope = viewer.principal.scope
    site_ids = {each.site_id for each in near} | scope.get(ScopeKind.SITE, frozenset())
    unit_ids = {each.unit_id for each in near} | scope.get(ScopeKind.UNIT, frozenset())
    product_ids = {each.product_id for each in near}
    if ScopeKind.TRIAL in scope:
        site_ids |= {site for each in trials for site in _active_sites(each)}
    return NetworkSeen(
        network,
        False,
        [each for each in sites if each.id in site_ids and viewer.sees_site(each.id)],
        [each for each in units if each.id in unit_ids and viewer.sees_unit(each.id)],
        [each for each in products if each.id in product_ids],
        trial_rows(viewer.session, viewer.network_id, trials),
    )


def _all(viewer: Viewer, table: type[_E]) -> Sequence[_E]:
    wanted = select(table).where(table.network_id == viewer.network_id)
    return viewer.session.scalars(wanted.order_by(table.id)).all()


def _authorised(viewer: Viewer) -> list[Authorisation]:
    """Authorisations between what is theirs on every side."""
    found = viewer.session.scalars(
        select(Authorisation).where(Authorisation.network_id == viewer.network_id)
    )
    return [
        each
        for each in found
        if viewer.sees_site(each.site_id)
        and viewer.sees_unit(each.unit_id)
        and viewer.sees_trial(each.trial_id)
    ]


def _sees_trial(viewer: Viewer, trial: Trial) -> bool:
    """Whether a trial is theirs, and goes on where they are; production knows none."""
    if not (viewer.may(Permission.SEE_VISITS) and viewer.sees_trial(trial.id)):
        return False
    scope = viewer.principal.scope
    if ScopeKind.UNIT in scope and ScopeKind.TRIAL not in scope:
        return False
    return ScopeKind.SITE not in scope or any(
        map(viewer.sees_site, _active_sites(trial))
    )


def _active_sites(trial: Trial) -> Sequence[str]:
    found: Sequence[str] = trial.details.get("active_sites", ())
    return found
