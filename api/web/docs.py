"""`/docs`: the interface, described to people; everything it loads is served here."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from starlette.exceptions import HTTPException

from api.bodies import StrictRoute

STATIC = Path(__file__).parent / "static"
VENDORED = STATIC / "swagger-ui-5.35.0"
"""As in its package, but compressed; ``SHA256SUMS`` is of what they unpack to."""

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_ASK_AGAIN = "no-cache"
"""A browser may keep it, and asks each time whether it is still this one."""

router = APIRouter(route_class=StrictRoute, include_in_schema=False)

Accepted = Annotated[str, Header(alias="Accept-Encoding")]
Known = Annotated[str, Header(alias="If-None-Match")]


@dataclass(frozen=True)
class Asset:
    """A file as it goes out."""

    body: bytes
    media_type: str
    is_compressed: bool = False

    @property
    def etag(self) -> str:
        """Differs whenever the file does."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@cache
def assets() -> dict[str, Asset]:
    """All files of the page, by name."""
    script, style = "text/javascript", "text/css"
    return {
        "": Asset(_read(STATIC / "docs.html"), "text/html"),
        "docs.js": Asset(_read(STATIC / "docs.js"), script),
        "swagger-ui-bundle.js": _vendored("swagger-ui-bundle.js", script),
        "swagger-ui.css": _vendored("swagger-ui.css", style),
    }


@router.get("/docs")
def page(accepted: Accepted = "", known: Known = "") -> Response:
    """The page."""
    return _told(assets()[""], accepted, known)


@router.get("/docs/{name}")
def asset(name: str, accepted: Accepted = "", known: Known = "") -> Response:
    """What the page loads."""
    found = assets().get(name)
    if found is None:
        raise HTTPException(404, "there is no such file")
    return _told(found, accepted, known)


def _told(found: Asset, accepted: str, known: str) -> Response:
    headers = {
        "Cache-Control": _ASK_AGAIN,
        "Content-Security-Policy": _CSP,
        "ETag": found.etag,
        "Vary": "Accept-Encoding",
    }
    if found.etag in known:
        return Response(status_code=304, headers=headers)
    body = found.body
    if found.is_compressed and "gzip" in accepted:
        headers["Content-Encoding"] = "gzip"
    elif found.is_compressed:
        body = gzip.decompress(body)
    return Response(body, media_type=found.media_type, headers=headers)


def _vendored(name: str, media_type: str) -> Asset:
    return Asset(_read(VENDORED / f"{name}.gz"), media_type, is_compressed=True)


def _read(path: Path) -> bytes:
    return path.read_bytes()
