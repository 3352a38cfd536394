"""One file per rule: its sentence, its formula, ``post`` and ``allows``."""

from solver.constraints.administered_activity import AdministeredActivity
from solver.constraints.availability import Availability
from solver.constraints.base import OfferRule, Rule, SourceRule, StepsRule, VisitRule
from solver.constraints.batch_balance import BatchBalance
from solver.constraints.commitments import CommitmentsKept
from solver.constraints.occupancy import Occupancy
from solver.constraints.orders import Orders
from solver.constraints.production_chain import ProductionChain
from solver.constraints.shelf_life import ShelfLife
from solver.constraints.staff import Staff
from solver.constraints.supply_authorisation import SupplyAuthorisation
from solver.constraints.transport import Transport
from solver.constraints.visit_steps import VisitSteps
from solver.constraints.visit_windows import VisitWindows

VISIT_RULES: tuple[VisitRule, ...] = (VisitWindows(), CommitmentsKept())
STEPS_RULES: tuple[StepsRule, ...] = (
    Availability(),
    VisitSteps(),
    Occupancy(),
    Staff(),
)
SOURCE_RULES: tuple[SourceRule, ...] = (SupplyAuthorisation(),)
OFFER_RULES: tuple[OfferRule, ...] = (
    Orders(),
    ProductionChain(),
    Transport(),
    ShelfLife(),
    BatchBalance(),
    AdministeredActivity(),
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*VISIT_RULES, *STEPS_RULES, *SOURCE_RULES, *OFFER_RULES),
        key=lambda rule: rule.number,
    )
)

__all__ = ["OFFER_RULES", "RULES", "SOURCE_RULES", "STEPS_RULES", "VISIT_RULES"]
