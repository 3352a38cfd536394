"""The page: views and charts of one result in a single HTML file."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scheduler.exports.conditions import cohort_text, gate_text
from scheduler.exports.day_sheets import DaySheet
from scheduler.exports.html.clinic_blocks import clinic_groups, people_groups
from scheduler.exports.html.curves import curves
from scheduler.exports.html.days import days, main_zone
from scheduler.exports.html.production_blocks import production_groups
from scheduler.exports.html.shapes import Chart
from scheduler.exports.html.timeline import chart
from scheduler.exports.index import Index
from scheduler.exports.local_time import (
    clock_text,
    day_text,
    hour_text,
    moment_text,
    offset_text,
)
from scheduler.exports.printable import printable
from scheduler.exports.quantities import (
    activity_text,
    duration_text,
    mbq_text,
    ml_text,
    thousands_text,
)
from scheduler.exports.views import views
from solver.plan.plan import Plan, total_activity_kbq
from solver.plan.result import Result
from solver.problem.problem import Problem

NUM_COLORS = 12
_SHORT_WORD = 12
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """Charts of one local day; ``people`` is folded away."""

    chart: Chart
    people: Chart | None


def render_page(
    problem: Problem, result: Result, violations: Sequence[str] | None = None
) -> str:
    """
    One HTML file that shows a result and fetches nothing.

    The names of the result must resolve in the problem (``references.issues``).

    Parameters
    ----------
    violations
        What the independent checker found, as sentences; ``None`` where it was
        not asked.
    """
    index = Index(problem, result.plan or Plan())
    css = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    zone = main_zone(problem)
    shown = views(problem, result)
    used = {index.product_of(batch_id).id for batch_id in index.batches}
    products = [product for product in problem.products if product.id in used]
    return (
        _environment()
        .get_template("page.html")
        .render(
            css=Markup(css),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=(
                "default-src 'none'; base-uri 'none'; form-action 'none'; "
                f"style-src {_hash(css)}; script-src {_hash(script)}"
            ),
            shown=shown,
            result=result,
            violations=violations,
            zone=zone,
            as_of_at=index.clock(zone).at(problem.as_of_min),
            from_at=index.clock(zone).at(0),
            until_at=index.clock(zone).at(problem.horizon_min),
            total_kbq=total_activity_kbq(index.plan),
            products=products,
            colors={
                product.id: f"p{place % NUM_COLORS}"
                for place, product in enumerate(products)
            },
            days=_days(index, zone),
            run_days=_by_day(shown.runs),
            curve_days=_by_day(curves(index)),
            sites=_by_site(shown.sheets),
        )
    )


def _days(index: Index, zone: str) -> list[_Day]:
    main = [*production_groups(index), *clinic_groups(index)]
    people = people_groups(index)
    found = []
    for day in days(index.clock(zone), main):
        drawn = chart(index.problem, day, main)
        if drawn is not None:
            found.append(_Day(chart=drawn, people=chart(index.problem, day, people)))
    return found


class _Dated(Protocol):
    @property
    def reference_at(self) -> datetime: ...


D = TypeVar("D", bound=_Dated)


def _by_day(rows: Sequence[D]) -> dict[date, list[D]]:
    days_of: defaultdict[date, list[D]] = defaultdict(list)
    for row in rows:
        days_of[row.reference_at.date()].append(row)
    return dict(sorted(days_of.items()))


def _by_site(sheets: Sequence[DaySheet]) -> dict[str, list[DaySheet]]:
    sites: defaultdict[str, list[DaySheet]] = defaultdict(list)
    for sheet in sheets:
        sites[sheet.site_id].append(sheet)
    return dict(sites)


def _hash(text: str) -> str:
    """Source expression that allows exactly this inline text."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _finalized(value: object) -> object:
    """What came from a file neither steers the page nor turns its text around."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return printable(value)


def words_html(text: str) -> Markup:
    """Text whose short words stay whole: ``F-18`` does not break at its hyphen."""
    return Markup(" ").join(
        Markup('<span class="t">{}</span>').format(printable(word))
        if "-" in word and len(word) <= _SHORT_WORD
        else printable(word)
        for word in text.split()
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters.update(
        activity=activity_text,
        clock=clock_text,
        cohort=cohort_text,
        hour=hour_text,
        day=day_text,
        duration=duration_text,
        mbq=mbq_text,
        ml=ml_text,
        moment=moment_text,
        offset=offset_text,
        pending=gate_text,
        thousands=thousands_text,
        words=words_html,
    )
    return environment
