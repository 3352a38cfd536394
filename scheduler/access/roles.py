"""Roles, and what a key can be limited to: words that need no database."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does, and so what they may do."""

    SITE_STAFF = "site_staff"
    PRODUCTION = "production"
    STUDY_MANAGER = "study_manager"
    PLANNER = "planner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class ScopeKind(StrEnum):
    """What a key can be limited to."""

    NETWORK = "network"
    SITE = "site"
    UNIT = "unit"
    TRIAL = "trial"
