"""One file per rule: its sentence, its formula, ``post`` and ``allows``."""

from solver.constraints.activity_on_site import ActivityOnSite
from solver.constraints.administered_activity import AdministeredActivity
from solver.constraints.availability import Availability
from solver.constraints.base import (
    OfferRule,
    Rule,
    SoftRule,
    SourceRule,
    StepsRule,
    VisitRule,
)
from solver.constraints.batch_balance import BatchBalance
from solver.constraints.cohorts import Cohorts
from solver.constraints.commitments import CommitmentsKept
from solver.constraints.eligibility_gate import EligibilityGate
from solver.constraints.fairness import Fairness
from solver.constraints.follow_up_imaging import FollowUpImaging
from solver.constraints.generators import Generators
from solver.constraints.occupancy import Occupancy
from solver.constraints.orders import Orders
from solver.constraints.preferred_hours import PreferredHours
from solver.constraints.production_chain import ProductionChain
from solver.constraints.same_scanner import SameScanner
from solver.constraints.shelf_life import ShelfLife
from solver.constraints.stability import Stability
from solver.constraints.staff import Staff
from solver.constraints.supply_authorisation import SupplyAuthorisation
from solver.constraints.therapy_stay import TherapyStay
from solver.constraints.transport import Transport
from solver.constraints.visit_steps import VisitSteps
from solver.constraints.visit_windows import VisitWindows
from solver.constraints.washout import Washout

VISIT_RULES: tuple[VisitRule, ...] = (
    VisitWindows(),
    CommitmentsKept(),
    Washout(),
    Cohorts(),
)
STEPS_RULES: tuple[StepsRule, ...] = (
    Availability(),
    VisitSteps(),
    Occupancy(),
    Staff(),
    TherapyStay(),
    FollowUpImaging(),
)
SOURCE_RULES: tuple[SourceRule, ...] = (SupplyAuthorisation(),)
OFFER_RULES: tuple[OfferRule, ...] = (
    EligibilityGate(),
    Orders(),
    ProductionChain(),
    Transport(),
    ShelfLife(),
    Generators(),
    BatchBalance(),
    AdministeredActivity(),
    ActivityOnSite(),
)

SOFT_RULES: tuple[SoftRule, ...] = (Stability(), Fairness(), PreferredHours())
"""What has a price instead of a limit: the other levels are the score's own."""

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*VISIT_RULES, *STEPS_RULES, *SOURCE_RULES, *OFFER_RULES, SameScanner()),
        key=lambda rule: rule.number,
    )
)

__all__ = [
    "OFFER_RULES",
    "RULES",
    "SOFT_RULES",
    "SOURCE_RULES",
    "STEPS_RULES",
    "VISIT_RULES",
]
