"""What tests of the HTTP layer share."""

from tests.api.bare import bare_of_module, bare_service
from tests.api.desk import desk, one_desk
from tests.api.service import service, sqlite_service
from tests.api.ward import ward

__all__ = [
    "bare_of_module",
    "bare_service",
    "desk",
    "one_desk",
    "service",
    "sqlite_service",
    "ward",
]
