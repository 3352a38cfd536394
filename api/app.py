"""The application: routes, and what each request goes through."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from api import errors
from api.middleware.context import Context
from api.middleware.refusals import Refusals
from api.middleware.segments import Segments
from api.openapi import document_of
from api.routes import ROUTERS, TAGS
from api.state import State

LONGEST_BODY = 256 * 1024
"""Bytes; planning files may be longer."""


class Application(FastAPI):
    """A FastAPI application whose document is ours."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document_of(self)
        return self.openapi_schema


def create_app(state: State) -> Application:
    """Build the application; nothing happens before."""
    app = Application(
        title="Tracerplan",
        version=version("tracerplan"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        openapi_tags=TAGS,
        max_body_size=LONGEST_BODY,
        redirect_slashes=False,
    )
    app.state.tracerplan = state
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(Segments)
    app.add_middleware(Refusals)
    app.add_middleware(Context, metrics=state.metrics)
    return app
