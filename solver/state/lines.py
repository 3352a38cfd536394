"""When a production line could make a run, beside those it makes (rule 5)."""

from solver.problem.production import Line
from solver.state.bitset import starts
from solver.state.frame import Frame
from solver.state.pages import cut
from solver.state.state import State
from solver.state.supply import Supply


def eos_on_line(state: State, supply: Supply, frame: Frame) -> int:
    """EOS minutes of a frame that calendar, other runs and now leave open."""
    line, run, process = supply.line, supply.run, supply.process
    if line is None or run is None or process is None:
        return frame.full
    length = process.synthesis_min
    hours = state.index.pages(line.available)
    minutes = starts(cut(hours, frame.start_min - length, frame.end_min), length)
    now = state.index.problem.as_of_min
    minutes &= frame.span(now + supply.lead_min, frame.end_min)
    same_day = 0
    for other_eos, other_id in state.runs.get(line.id, ()):
        other = state.index.supplies[other_id]
        if other is supply or other.run is None or other.process is None:
            continue
        same_day += other.run.day == run.day
        gap = gap_min(line, supply, other)
        # Ours ends a gap before theirs starts, or starts a gap after theirs ends.
        start = other_eos - other.process.synthesis_min
        minutes &= ~frame.span(start - gap + 1, other_eos + gap + length)
    return 0 if same_day >= line.max_runs_per_day else minutes & frame.full


def gap_min(line: Line, one: Supply, other: Supply) -> int:
    """Least minutes between the end of one run and the start of the other."""
    change = line.changeover_min if one.product is not other.product else 0
    return max(line.cooldown_min, line.cleaning_min + change)
