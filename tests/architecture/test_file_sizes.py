from tests.architecture.repository import ROOT, python_files

MOST_LINES = 300
USUAL_LINES = 150
USUAL_SHARE = 0.7


def _lines() -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files()
    }


def test_no_module_is_long() -> None:
    """
    A file holds one concept, and stays below 300 lines.
    """
    assert {name: n for name, n in _lines().items() if n >= MOST_LINES} == {}


def test_most_modules_are_short() -> None:
    """
    Seven of ten files stay below 150 lines.
    """
    lines = _lines()
    usual = sum(n < USUAL_LINES for n in lines.values())

    assert usual / len(lines) >= USUAL_SHARE
