"""
A day on one batch: two doses from Oslo for Ålesund, by air.

EOS 06:38, hand-over 07:00, release 07:08, departure 07:30, arrival 10:55, injections at
11:05 and 11:10 on 15 September 2026, in Oslo.
"""

from datetime import UTC, datetime
from urllib.parse import quote

from scheduler.access.roles import Role
from tests.api.service import Person, Service

VISITS = ("AAL-01-V1", "AAL-02-V1")
BATCH = "O2/PSMA1007/2026-09-15/1"
DEPARTURE = "OSL-AAL/2026-09-15T0730"
SHIPMENT = f"{BATCH}/{DEPARTURE}"
VIAL = f"{SHIPMENT}/v1"
PLANNED_GBQ = 3.881131
CONTENT_MBQ = 3781.131

AT_BATCH = f"batches/{quote(BATCH, safe='')}"
AT_SHIPMENT = f"shipments/{quote(SHIPMENT, safe='')}"
AT_VIAL = f"vials/{quote(VIAL, safe='')}"
AT_DEPARTURE = f"departures/{quote(DEPARTURE, safe='')}"

EOS = "2026-09-15T06:38+02:00"
RELEASED = "2026-09-15T07:08+02:00"
ARRIVED = "2026-09-15T10:55+02:00"


def ordered(service: Service, *others: str) -> Service:
    """Both doses, and others, are confirmed; it is still the Friday before."""
    service.book(*VISITS, *others)
    return service


def on_the_day(service: Service, clock: str = "07:10") -> Service:
    """It is the day, at a time in Oslo."""
    hour, minute = map(int, clock.split(":"))
    service.clock.now = datetime(2026, 9, 15, hour - 2, minute, tzinfo=UTC)
    return service


def unit(service: Service, unit_id: str = "OSLO") -> Person:
    """Somebody who makes batches in one unit."""
    return service.person(Role.PRODUCTION, unit=[unit_id])


def site(service: Service, site_id: str = "AAL") -> Person:
    """Somebody who receives packages at one site."""
    return service.person(Role.SITE_STAFF, site=[site_id])


def released(service: Service, gbq: float = 4.0) -> Service:
    """The batch was released with so much at EOS."""
    answer = unit(service).post(
        service.at(f"{AT_BATCH}/release"),
        {"measured": {"activity_gbq": gbq, "at": EOS}, "released_at": RELEASED},
    )
    assert answer.status_code == 200, answer.text
    return service


def dispatched(service: Service) -> Service:
    """The carrier has the package."""
    answer = unit(service).post(service.at(f"{AT_SHIPMENT}/dispatch"))
    assert answer.status_code == 200, answer.text
    return service
