"""Secrets in answers: shown this once, and kept in no answer that is told again."""

from typing import TypeVar

from fastapi import Response
from pydantic import BaseModel

from api.changes import JSON, REPLAYED

M = TypeVar("M", bound=BaseModel)


def shown_once(response: Response, kind: type[M], **secrets: str | None) -> Response:
    """The answer to a change with its secrets, if it is given for the first time."""
    if REPLAYED in response.headers:
        return response
    told = kind.model_validate_json(bytes(response.body))
    kept = {"content-length", "content-type"}
    return Response(
        told.model_copy(update=secrets).model_dump_json(),
        status_code=response.status_code,
        headers={k: v for k, v in response.headers.items() if k not in kept},
        media_type=JSON,
    )
