"""Log lines are JSON, and say nothing that an error says of somebody."""

import json
import logging
import sys

from api.serving.logs import Lines


def _line(record: logging.LogRecord) -> dict[str, object]:
    line: dict[str, object] = json.loads(Lines().format(record))
    return line


def _record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    found = logging.LogRecord("who", logging.INFO, "", 1, message, arguments, None)
    found.__dict__.update(more)
    return found


def test_record_becomes_one_line() -> None:
    """
    Whatever is in a message, it stays one line.
    """
    written = Lines().format(_record("two\n%s", "lines"))

    assert "\n" not in written
    assert json.loads(written)["message"] == "two\nlines"
    assert json.loads(written)["level"] == "info"


def test_fields_stand_for_the_message() -> None:
    """
    What has fields can be searched by them.
    """
    line = _line(_record("as text", fields={"status": 200}))

    assert line["status"] == 200
    assert "message" not in line


def test_errors_are_told_by_kind_and_place() -> None:
    """
    A participant's code in an error does not get into the log.
    """
    weights: dict[str, int] = {}
    try:
        weights["V6Q4JM3C"]
    except KeyError:
        line = _line(_record("request %s", "abc", exc_info=sys.exc_info()))

    assert line["error"] == "builtins.KeyError"
    assert "test_logs.py:" in str(line["raised_in"])
    assert "V6Q4JM3C" not in json.dumps(line)
