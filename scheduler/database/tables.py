"""Every table there is: importing this module makes the metadata complete."""

from scheduler.access import models as access
from scheduler.audit import models as audit
from scheduler.clockwork import models as clockwork
from scheduler.database.base import Base
from scheduler.idempotency import models as idempotency
from scheduler.jobs import models as jobs
from scheduler.networks import models as networks
from scheduler.notices import models as notices
from scheduler.orders import models as orders
from scheduler.outages import models as outages
from scheduler.planning import balances, items, promises, versions
from scheduler.production import forecast_rows, timetable_rows
from scheduler.production import models as production
from scheduler.production import records as production_records
from scheduler.products import models as products
from scheduler.scenarios import models as scenarios
from scheduler.sites import models as sites
from scheduler.transport import models as transport
from scheduler.transport import records as transport_records
from scheduler.trials import models as trials
from scheduler.trials import participants

ROOMS = (
    access,
    audit,
    balances,
    clockwork,
    forecast_rows,
    idempotency,
    items,
    jobs,
    networks,
    notices,
    orders,
    outages,
    participants,
    production,
    production_records,
    products,
    promises,
    scenarios,
    sites,
    timetable_rows,
    transport,
    transport_records,
    trials,
    versions,
)
"""The modules with tables, one per concept."""

METADATA = Base.metadata
