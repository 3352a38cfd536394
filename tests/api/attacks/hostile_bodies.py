"""Bodies that are not what they say they are, byte by byte."""

import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.api.attacks.hostile_values import MARK

_JSON = b"application/json"


class Raw(NamedTuple):
    """
    A body as it is sent.

    Parameters
    ----------
    may_be_read
        Whether it can be what is meant, after all.
    """

    name: str
    data: bytes
    kind: bytes = _JSON
    may_be_read: bool = False


_DEEP = 100_000

_OF_ANY_SIZE = (
    Raw("deep lists", b"[" * _DEEP + b"]" * _DEEP),
    Raw("deep lists, open", b"[" * _DEEP),
    Raw("deep objects", b'{"a":' * _DEEP + b"1" + b"}" * _DEEP),
    Raw("10 MB of text", b'{"reason": "' + b"x" * 10_000_000 + b'"}'),
    Raw("many numbers", b"[" + b"1," * 100_000 + b"1]"),
    Raw("many keys", json.dumps({str(i): i for i in range(20_000)}).encode()),
)
"""Made once for all: they take long to make."""


def raw_bodies(sample: Mapping[str, Any]) -> Iterator[Raw]:
    """Bodies made from one that is fine."""
    fine = json.dumps(sample).encode()
    yield Raw("nothing", b"", may_be_read=not sample)
    for name in _names(sample):
        yield from _numbers(sample, name)
        yield from _twice(sample, name)
    yield from _letters(fine)
    yield from _sizes(fine)
    yield from _kinds(fine)
    for each in (b"null", b"0", b'""', b"true", b"[]", b"[{}]", b'"' + MARK.encode()):
        yield Raw(f"only {each!r}", each)


def _names(sample: Mapping[str, Any]) -> list[str]:
    return list(sample) or ["reason"]


def _with(sample: Mapping[str, Any], name: str, raw: bytes) -> bytes:
    rest = {key: value for key, value in sample.items() if key != name}
    inside = json.dumps(rest).encode()[1:-1]
    return b"{%s%s%s: %s}" % (
        inside,
        b", " if inside else b"",
        json.dumps(name).encode(),
        raw,
    )


def _numbers(sample: Mapping[str, Any], name: str) -> Iterator[Raw]:
    for raw in (
        *(b"NaN", b"Infinity", b"-Infinity", b"1e309", b"-1e309", b"1e99999"),
        *(b"01", b"+1", b"1.", b".5", b"0x1", b"1" * 5000, b"-", b"1e", b"--1"),
        *(b"nan", b"None", b"True", b"undefined", b"'a'", b"`a`", b"/**/1"),
        *(b'"\\x41"', b'"\\u12"', b'"\n"', b'"\x00"', b'"\xff"', b'"\xc0\xaf"'),
        *(b'"\xed\xa0\x80"', b'"\xf5\x80\x80\x80"', b'"\\u0000"', b'"\\ud800"'),
    ):
        yield Raw(f"{name}: {raw[:20]!r}", _with(sample, name, raw))


def _twice(sample: Mapping[str, Any], name: str) -> Iterator[Raw]:
    value = json.dumps(sample.get(name, "because")).encode()
    key = json.dumps(name).encode()
    once = b"%s: %s" % (key, value)
    yield Raw(f"{name} twice", b"{%s, %s}" % (once, once))
    yield Raw(f"{name} twice, inside", _with(sample, name, b"{%s, %s}" % (once, once)))


def _letters(fine: bytes) -> Iterator[Raw]:
    text = fine.decode()
    # RFC 8259 lets a reader ignore it: planning files come with it from some editors.
    yield Raw("a mark of order", b"\xef\xbb\xbf" + fine, may_be_read=True)
    yield Raw("UTF-16", text.encode("utf-16"))
    yield Raw("UTF-32", text.encode("utf-32"))
    yield Raw("half a letter", fine + b"\xc3")
    yield Raw("NUL after", fine + b"\0")
    yield Raw("NUL before", b"\0" + fine)
    yield Raw("a comma too many", fine[:-1] + b",}")
    yield Raw("a comment", fine + b" // why")
    yield Raw("two of them", fine + fine)
    yield Raw("cut off", fine[:-1])
    yield Raw("blanks around", b" \r\n\t" + fine + b"\n", may_be_read=True)
    yield Raw("a blank that is none", b"\xc2\xa0" + fine)


def _sizes(fine: bytes) -> Iterator[Raw]:
    yield from _OF_ANY_SIZE
    yield Raw("10 MB of blanks", fine + b" " * 10_000_000)


def _kinds(fine: bytes) -> Iterator[Raw]:
    for kind in (
        *(b"text/plain", b"application/xml", b"multipart/form-data; boundary=x"),
        *(b"application/x-www-form-urlencoded", b"", b"nonsense", b"*/*", b"\xff"),
    ):
        yield Raw(f"sent as {kind!r}", fine, kind)
    for kind in (b"application/json; charset=utf-16", b"application/problem+json"):
        yield Raw(f"sent as {kind!r}", fine, kind, may_be_read=True)
    yield Raw("compressed", gzip.compress(fine))
    yield Raw("a form", b"reason=because", b"application/x-www-form-urlencoded")
