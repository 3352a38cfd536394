"""Applications for tests: many in a process, with the same routes."""

from functools import cache

from starlette.routing import BaseRoute

from api.app import Application, create_app, routed
from api.state import State


def application(state: State) -> Application:
    """
    The application on a state.

    Where routes are looked through for each application anew, as FastAPI does with
    its first request, that takes longer than most tests.
    """
    app = create_app(state)
    app.router.routes[:] = _routes()
    return app


@cache
def _routes() -> list[BaseRoute]:
    return routed().router.routes
