"""Networks, and who is in them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.schemas.types import Told
from scheduler.access.redaction.networks import NetworkSeen
from scheduler.networks.models import Network


class NetworkLine(Told):
    """A network of a list."""

    network_id: str
    name: str
    zone: str


class SiteRead(Told):
    """A hospital that receives doses."""

    site_id: str
    name: str
    zone: str


class UnitRead(Told):
    """Who makes or sells products."""

    unit_id: str
    name: str
    zone: str


class ProductRead(Told):
    """A radiopharmaceutical."""

    product_id: str
    name: str
    nuclide: str


class PauseRead(Told):
    """Nothing new is planned for a trial; times are local to the network."""

    since_at: datetime
    reason: str


class TrialRead(Told):
    """A trial, and since when and why it is paused, if it is."""

    trial_id: str
    name: str
    pause: PauseRead | None


class NetworkRead(NetworkLine):
    """A network, and who of it is there for a key."""

    hold_min: Annotated[int, Field(description="how long a hold lasts")]
    frozen_hours: Annotated[
        int, Field(description="what is nearer is moved by a person's decision only")
    ]
    first_date: Annotated[
        date | None,
        Field(description="of the horizon; null for a key that is limited inside"),
    ]
    days: Annotated[int | None, Field(description="of the horizon")]
    data_revision: int | None
    plan_revision: int | None
    sites: list[SiteRead]
    units: list[UnitRead]
    products: list[ProductRead]
    trials: list[TrialRead]


def network_line(network: Network) -> NetworkLine:
    """A network as a list has it."""
    return NetworkLine(network_id=network.id, name=network.name, zone=network.zone)


def network_read(seen: NetworkSeen) -> NetworkRead:
    """A network as it is told."""
    network = seen.network
    return NetworkRead(
        network_id=network.id,
        name=network.name,
        zone=network.zone,
        hold_min=network.hold_minutes,
        frozen_hours=network.frozen_hours,
        first_date=network.first_date if seen.is_whole else None,
        days=network.days if seen.is_whole else None,
        data_revision=network.data_revision if seen.is_whole else None,
        plan_revision=network.plan_revision if seen.is_whole else None,
        sites=[
            SiteRead(site_id=each.id, name=each.name, zone=each.zone)
            for each in seen.sites
        ],
        units=[
            UnitRead(unit_id=each.id, name=each.name, zone=each.zone)
            for each in seen.units
        ],
        products=[
            ProductRead(product_id=each.id, name=each.name, nuclide=each.nuclide)
            for each in seen.products
        ],
        trials=[TrialRead.model_validate(each) for each in seen.trials],
    )
