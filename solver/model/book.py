"""
Variables, and how each follows from a set of placements.

CP-SAT drops a hint that is not complete.  So no variable exists without saying what
its value is in a given plan: a plan in hand is then always a complete hint, and its
level values need no second arithmetic.
"""

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

from solver.model.seating import Expr, Seating

Truth = Callable[[Seating], int]


class Book:
    """Creates the variables of one model, and values them for any placements."""

    def __init__(self, model: cp_model.CpModel) -> None:
        self.model = model
        self.variables: list[cp_model.IntVar] = []
        self._truths: list[Truth] = []

    def boolean(self, name: str, truth: Truth) -> cp_model.IntVar:
        """A literal, true where ``truth`` says so."""
        return self._enter(self.model.new_bool_var(name), truth)

    def integer(self, low: int, high: int, name: str, truth: Truth) -> cp_model.IntVar:
        """A whole number from ``low`` to ``high``, both included."""
        return self._enter(self.model.new_int_var(low, high, name), truth)

    def one_of(
        self, spans: Iterable[tuple[int, int]], name: str, truth: Truth
    ) -> cp_model.IntVar:
        """A whole number in one of the spans, both ends included."""
        domain = cp_model.Domain.from_intervals([list(span) for span in spans])
        return self._enter(self.model.new_int_var_from_domain(domain, name), truth)

    def constant(self, value: int) -> cp_model.IntVar:
        """A variable that has one value only."""
        return self.integer(value, value, f"={value}", lambda _: value)

    def any_of(self, literals: Iterable[cp_model.IntVar], name: str) -> cp_model.IntVar:
        """A literal that is true if and only if one of the literals is."""
        found = list(literals)
        if len(found) == 1:
            return found[0]
        union = self.boolean(
            name, lambda seating: int(any(seating.value(each) for each in found))
        )
        self.model.add_bool_or([*found, union.negated()])
        for each in found:
            self.model.add_implication(each, union)
        return union

    def fill(self, seating: Seating) -> None:
        """Value every variable, in the order of creation."""
        for variable, truth in zip(self.variables, self._truths, strict=True):
            seating.set_value(variable, int(truth(seating)))

    def hint(self, seating: Seating) -> None:
        """Give the model the seating as its one, complete hint."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for variable in self.variables:
            self.model.add_hint(variable, seating.value(variable))

    def bounds(self, expr: Expr) -> tuple[int, int]:
        """Least and greatest value an expression could have by its domains alone."""
        if isinstance(expr, int):
            return expr, expr
        flat = cp_model.FlatIntExpr(expr)
        low = high = int(flat.offset)
        for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
            domain = list(variable.proto.domain)  # its wrapper has no item -1
            ends = (int(coefficient * domain[0]), int(coefficient * domain[-1]))
            low += min(ends)
            high += max(ends)
        return low, high

    def _enter(self, variable: cp_model.IntVar, truth: Truth) -> cp_model.IntVar:
        self.variables.append(variable)
        self._truths.append(truth)
        return variable
