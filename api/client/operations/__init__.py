"""What can be asked, by tag; written by ``api.client.generate``, not by hand."""

from api.client.caller import Caller
from api.client.operations.access import Access
from api.client.operations.administrations import Administrations
from api.client.operations.audit import Audit
from api.client.operations.batches import Batches
from api.client.operations.channels import Channels
from api.client.operations.departures import Departures
from api.client.operations.grants import Grants
from api.client.operations.jobs import Jobs
from api.client.operations.keys import Keys
from api.client.operations.networks import Networks
from api.client.operations.notices import Notices
from api.client.operations.orders import Orders
from api.client.operations.outages import Outages
from api.client.operations.participants import Participants
from api.client.operations.plans import Plans
from api.client.operations.scenarios import Scenarios
from api.client.operations.shipments import Shipments
from api.client.operations.system import System
from api.client.operations.trials import Trials
from api.client.operations.vials import Vials
from api.client.operations.visits import Visits


class Operations:
    """Everything that can be asked, by what it is about."""

    def __init__(self, caller: Caller) -> None:
        self.access = Access(caller)
        self.administrations = Administrations(caller)
        self.audit = Audit(caller)
        self.batches = Batches(caller)
        self.channels = Channels(caller)
        self.departures = Departures(caller)
        self.grants = Grants(caller)
        self.jobs = Jobs(caller)
        self.keys = Keys(caller)
        self.networks = Networks(caller)
        self.notices = Notices(caller)
        self.orders = Orders(caller)
        self.outages = Outages(caller)
        self.participants = Participants(caller)
        self.plans = Plans(caller)
        self.scenarios = Scenarios(caller)
        self.shipments = Shipments(caller)
        self.system = System(caller)
        self.trials = Trials(caller)
        self.vials = Vials(caller)
        self.visits = Visits(caller)
