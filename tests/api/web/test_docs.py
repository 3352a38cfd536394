"""`/docs`: a page that asks nobody else for anything, under a strict policy."""

import gzip
import hashlib
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api.app import routed
from api.web.docs import STATIC, VENDORED

SUMS = {
    line[66:]: line[:64]
    for line in (VENDORED / "SHA256SUMS").read_text(encoding="ascii").splitlines()
}


@pytest.fixture
def browser() -> TestClient:
    """Somebody without a key."""
    return TestClient(routed())


class Loaded(HTMLParser):
    """What a page loads, and what it runs by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._is_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what it names, and what would be run in its place."""
        given = dict(attrs)
        self.addresses += [
            address for name in ("src", "href") if (address := given.get(name))
        ]
        self.inline += [name for name in given if name.startswith("on")]
        self.inline += [name for name in given if name == "style"]
        self._is_script = tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Note what stands in the page itself."""
        if self._is_script and data.strip():
            self.inline.append(data)


def test_page_loads_from_here_only(browser: TestClient) -> None:
    """
    All that the page loads is served here, and nothing stands in the page itself.
    """
    answer = browser.get("/docs")
    loaded = Loaded(answer.text)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert loaded.inline == []
    assert "/docs/docs.js" in loaded.addresses
    for address in loaded.addresses:
        if address not in {"data:,", "/openapi.json"}:
            assert browser.get(address).status_code == 200, address


def test_policy_is_strict(browser: TestClient) -> None:
    """
    Scripts and styles come from here, and never from inside a page.
    """
    policy = browser.get("/docs").headers["content-security-policy"]
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_our_script_asks_nobody_else() -> None:
    """
    The script names no other host, and has what is written checked by none.
    """
    script = (STATIC / "docs.js").read_text(encoding="utf-8")

    assert "//" not in re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
    assert "validatorUrl: null" in script


@pytest.mark.parametrize("name", SUMS)
def test_vendored_files_are_unchanged(name: str) -> None:
    """
    What came from elsewhere is what it was there, to the byte.
    """
    packed = VENDORED / f"{name}.gz"
    data = (
        gzip.decompress(packed.read_bytes())
        if packed.is_file()
        else (VENDORED / name).read_bytes()
    )

    assert hashlib.sha256(data).hexdigest() == SUMS[name]


def test_every_vendored_file_is_known() -> None:
    """
    Nothing lies beside them that nobody has compared, and the licences are there.
    """
    there = {path.name.removesuffix(".gz") for path in VENDORED.iterdir()}

    assert there == SUMS.keys() | {"SHA256SUMS"}
    assert {"LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"} <= there


def test_files_go_out_as_they_can_be_read(browser: TestClient) -> None:
    """
    Whoever cannot unpack gets the same file unpacked.
    """
    path = "/docs/swagger-ui-bundle.js"
    packed = browser.get(path, headers={"Accept-Encoding": "gzip"})
    plain = browser.get(path, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.content == plain.content


def test_what_is_known_is_not_sent_again(browser: TestClient) -> None:
    """
    A browser that has the file asks whether it is still this one.
    """
    path = "/docs/swagger-ui.css"
    tag = browser.get(path).headers["etag"]
    again = browser.get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["SHA256SUMS", "docs.html", "..%2Fdocs.py", "x.js"])
def test_no_other_file_is_served(browser: TestClient, name: str) -> None:
    """
    Files are named one by one, not looked for.
    """
    assert browser.get(f"/docs/{name}").status_code == 404
