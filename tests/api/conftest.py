"""What tests of the HTTP layer share."""

from tests.api.service import service, sqlite_service

__all__ = ["service", "sqlite_service"]
