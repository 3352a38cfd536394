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
from api.web import docs


class Application(FastAPI):
    """A FastAPI application whose document is ours."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document_of(self)
        return self.openapi_schema


def create_app(state: State) -> Application:
    """Build the application; nothing happens before."""
    app = routed()
    app.state.tracerplan = state
    errors.install(app)
    app.add_middleware(Segments)
    app.add_middleware(Refusals)
    app.add_middleware(Context, metrics=state.metrics)
    return app


def routed() -> Application:
    """The application without what it stands on: enough to describe it."""
    app = Application(
        title="Tracerplan",
        version=version("tracerplan"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        openapi_tags=TAGS,
        redirect_slashes=False,
    )
    for router in (*ROUTERS, docs.router):
        app.include_router(router)
    return app
