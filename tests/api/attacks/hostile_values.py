"""Values that nobody means well with: numbers, texts, structures, times, tokens."""

import base64
import json
from typing import Any

MARK = "Qz5ecret"
"""Found in every text that is not to be repeated to whom it came from."""


def _token(value: object) -> str:
    """What looks like a cursor."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


_POWERS = [2**n for n in (8, 15, 16, 31, 32, 53, 62, 63, 64, 127, 1024)]

NUMBERS: list[Any] = [
    *(0, 1, -1, 2, 3, 7, 9, 60, 61, 99, 100, 101, 365, 366, 601, 1000),
    *_POWERS,
    *(each - 1 for each in _POWERS),
    *(-each for each in _POWERS),
    *(10**n for n in (6, 9, 12, 15, 16, 18, 20, 40, 100, 400, 4000)),
    *(-(10**n) for n in (6, 15, 20, 400)),
    *(-0.0, 0.1, 0.5, -0.5, 1.5, 1e-9, 1e-320, 5e-324, -5e-324, 2.5e-8),
    *(1e15, 1e16, 1e17, 1e22, 1e100, 1e308, 1.7976931348623157e308, -1e308),
    *(0.1 + 0.2, 1 / 3, 123456789.123456789, 1.0, 100.0, 9007199254740993.0),
]

OTHERS: list[Any] = [
    *(True, False, None, [], {}, [[]], [{}], {"": ""}, {"a": None}, [None]),
    *([True], [0], [""], [1, 2, 3], ["a"] * 1000, [[1]] * 50, {"x": {"y": {}}}),
    {"__proto__": {"admin": True}},
    {"$ref": "#/components/schemas/Problem"},
    {"__class__": MARK, "id": MARK},
    {str(each): each for each in range(500)},
    *(_nested(10), _nested(60), _nested(150)),
]

_LETTERS = [
    *("", " ", "\t", "\n", "\r\n", "a", "\x7f", "\x1b[31m", "\x01", "\x85"),
    *("\u2028", "\u2029", "\ufeff", "\u200b", "\u202e" + MARK, "\u2066", "\ufdd0"),
    *("\ufdd1", "\uffff", "\ufffe", "\U0010ffff", "\U000e0001", "\U0001f4a9"),
    *("é" * 60, "e\u0301" * 500, "\u0300" * 200, "ﷺ" * 40, "ß", "İ", "ǅ", "ﬃ"),
    *("\ud800", "\udfff", "a\ud83d", "\udc00\ud800"),
    *("\0", f"{MARK}\0", "\\0", "\\u0000", "%00", "%2F", "%2f..%2f", "%", "%%%s%n"),
]
_TRICKS = [
    *("null", "None", "undefined", "NaN", "nan", "Infinity", "-Infinity", "inf"),
    *("true", "false", "True", "0", "1", "-1", "-0", "+1", "01", "0x10", "0b1"),
    *("1e5", "1e309", "1_000", " 1", "1 ", "1.0", "1,5", "٣", "１２", "²", "½", "Ⅷ"),
    *(".", "..", "/", "//", "a/b", "../../etc/passwd", "..\\..", "~", "*", "?", "#"),
    *("a/1", "a/٣", "a/²", "a/99999999999999999999", "/1", "a/", "a//1", "@", "a@"),
    f"'; DROP TABLE visits; -- {MARK}",
    f"' OR '1'='1 {MARK}",
    f'"{MARK}"',
    f"<script>{MARK}</script>",
    f"{{{{7*7}}}} ${{{MARK}}} #{{{MARK}}}",
    f"${{jndi:ldap://{MARK}}}",
    f"{MARK}\r\nSet-Cookie: a=b",
    f"\r\n{MARK}: injected",
    *(MARK * n for n in (2, 15, 16, 32, 125, 256, 2000)),
    *("x" * n for n in (119, 120, 121, 255, 256, 2001, 8001, 20_000)),
    *("joint", "elsewhere", "system", "norway-week", "self", "key:0", "tp_"),
    *("open", "confirmed", "passed", "planned", "done", "planner", "[]", "{}"),
]
_TIMES = [
    *("2026-09-14", "2026-02-30", "2026-13-01", "2026-00-10", "2024-02-29"),
    *("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01"),
    *("1969-12-31", "26-09-14", "2026-9-4", "20260914", "2026-W38-1", "2026-257"),
    *("2026-09-14T08:30", "2026-09-14T08:30Z", "2026-09-14 08:30Z", "T08:30Z"),
    "2026-09-14T08:30+00:00",
    *(f"2026-09-14T{clock}Z" for clock in ("24:00", "25:00", "08:60", "08:30:60")),
    *(f"2026-09-14T08:30{zone}" for zone in ("+23:59", "-23:59", "+24:00", "+99:99")),
    *(f"2026-09-14T08:30{zone}" for zone in ("+02:00:30", "+0200", "+02", "-00:00")),
    *("0001-01-01T00:00+14:00", "0001-01-01T00:00Z", "9999-12-31T23:59-14:00"),
    *("9999-12-31T23:59:59.999999Z", "1900-01-01T00:00Z", "2500-01-01T00:00Z"),
    *("2026-10-25T02:30+02:00", "2026-03-29T02:30+01:00", "2026-09-14T08:30:00.5Z"),
    *("2026-09-14T08:30:00.123456789Z", "1789374600", "now", "P1D", "PT5M"),
]
_CURSORS: list[Any] = [[], {}, None, 1, "a", [1], ["a"], [None], [[]]]
_TOKENS = [
    *("=", "====", "_-_-", "A" * 1999, "0." + "A" * 3000),
    *(_token(each) for each in _CURSORS),
    *(_token(each) for each in ([0, "", "V"], [1, "a"], ["a", 1, "b"], [True, 1, 2])),
    *(_token(each) for each in ([10**400], ["\0"], ["\ud800"], [-1], [2**63], [1e308])),
    *(
        _token(each)
        for each in (["joint", 1], ["joint", "1"], [1, 2, 3, 4], _nested(90))
    ),
    base64.urlsafe_b64encode(b"[" * 1400).decode(),
    base64.urlsafe_b64encode(b"[NaN]").decode(),
    base64.urlsafe_b64encode(b"[1e999]").decode(),
    base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
    f"0123456789ab.{_token({'network': 'joint', 'slot': {}})}",
    f"0123456789ab.{_token({'network': 'joint', 'slot': _nested(20)})}",
    f"0123456789ab.{_token([])}",
    *("0123456789ab.", ".e30", "0123456789ab.!!!", "é.e30"),
]

TEXTS: list[Any] = [*_LETTERS, *_TRICKS, *_TIMES, *_TOKENS]

VALUES: list[Any] = [*NUMBERS, *OTHERS, *TEXTS]
"""All values that JSON has; each can stand in any field."""
