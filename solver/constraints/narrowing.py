"""The rules that narrow what one resource may do, beyond being free."""

from solver.constraints.base import ResourceRule
from solver.constraints.same_scanner import SameScanner
from solver.constraints.staff_limits import StaffLimits

RESOURCE_RULES: tuple[ResourceRule, ...] = (StaffLimits(), SameScanner())
