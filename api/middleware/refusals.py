"""Bodies that are too long are refused as problems, like everything else."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TOO_LONG, problem_response

_TOO_LONG = 413


class Refusals:
    """Tells in our form what the framework refuses before any route is found."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replace a plain 413 by a problem."""
        is_replaced = False

        async def told(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and _is_plain(message):
                is_replaced = True
                response = problem_response(
                    _TOO_LONG,
                    "too_long",
                    TOO_LONG,
                    request_id=scope.get("tracerplan.request_id", ""),
                )
                await response(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self._app(scope, receive, told)


def _is_plain(message: Message) -> bool:
    headers = dict(message.get("headers", ()))
    is_problem = b"problem+json" in headers.get(b"content-type", b"")
    return message["status"] == _TOO_LONG and not is_problem
