"""A chart of the table: the visits each peer served, beside the most that any did."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from tests.benchmarks.outcome import Outcome

_COLORS = {
    "product": "#1b6ca8",
    "list": "#9aa5b1",
    "textbook": "#d98e04",
    "mip": "#5b8c5a",
}
_BAR, _GAP, _LEFT, _WIDE = 14, 10, 240, 420


def chart(outcomes: Sequence[Outcome]) -> str:
    """An SVG with a bar for each peer: served visits, of the most that any served."""
    bars = list(_bars(outcomes))
    height = sum(_GAP if each == "" else _BAR for each in bars) + _GAP
    body, top = [], 0
    for each in bars:
        if each:
            body.append(each.format(top=top, text=top + _BAR - 3))
        top += _BAR if each else _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDE + 200}" '
        f'height="{height}" font-family="sans-serif" font-size="11">\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _bars(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for instance, group in groupby(outcomes, key=lambda each: each.instance):
        rows = list(group)
        most = max((sum(each.served) for each in rows), default=0) or 1
        for each in rows:
            wide = round(_WIDE * sum(each.served) / most)
            label = (
                f"{sum(each.served)} served, {each.runs} runs, "
                f"{each.activity_kbq / 1e6:.1f} GBq"
                if each.rank is not None
                else "no plan"
            )
            name = escape(f"{instance} {each.peer}")
            yield (
                f'<text x="0" y="{{text}}">{name}</text>'
                f'<rect x="{_LEFT}" y="{{top}}" width="{wide}" height="{_BAR - 2}" '
                f'fill="{_COLORS.get(each.peer, "#777777")}"/>'
                f'<text x="{_LEFT + wide + 4}" y="{{text}}">{escape(label)}</text>'
            )
        yield ""
