"""Networks: which there are, and who is in them."""

from typing import Annotated

from fastapi import Depends

from api.dependencies import Asking, AskingInNetwork, Needs, NeedsInNetwork
from api.pagination import Page, PageDep, page_of
from api.routing import router_of
from api.schemas.networks import NetworkLine, NetworkRead, network_line, network_read
from scheduler.access.permissions import Permission
from scheduler.access.redaction.networks import network_seen, networks_seen

router = router_of("networks", "/networks")

SeesAnyDep = Annotated[Asking, Depends(Needs(Permission.SEE_NETWORK))]
SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_NETWORK))]


@router.get("", operation_id="list_networks")
def list_networks(asking: SeesAnyDep, page: PageDep) -> Page[NetworkLine]:
    """Networks that the key is good for."""
    with asking.reading() as (session, _):
        found = networks_seen(session, asking.principal)
        return page_of(found, page, lambda each: (each.id,), network_line)


@router.get("/{network_id}", operation_id="get_network")
def get_network(asking: SeesDep) -> NetworkRead:
    """A network, with the sites, units, products and trials that the key may know."""
    with asking.viewing() as viewer:
        return network_read(network_seen(viewer))
