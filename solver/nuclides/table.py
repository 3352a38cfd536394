"""
Half-lives of the nuclides that are planned, made or carried along as impurities.

Values and uncertainties have the digits of the source, the uncertainty being the
standard one.  DDEP is preferred where it has the nuclide, with one exception: its
Ac-225, 10.0(1) d, is fifty times less certain than the newer 9.9190(21) d of
NUBASE2020, and the two agree within that uncertainty.
"""

from decimal import Decimal

from solver.nuclides.record import Nuclide, Source, TimeUnit

_MIN, _H, _D, _Y = TimeUnit.MINUTE, TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.YEAR
_DDEP, _NUBASE = Source.DDEP, Source.NUBASE2020


def _nuclide(
    symbol: str, half_life: str, unit: TimeUnit, uncertainty: str, source: Source
) -> Nuclide:
    return Nuclide(symbol, Decimal(half_life), unit, Decimal(uncertainty), source)


_ALL = (
    _nuclide("Rb-82", "1.2652", _MIN, "0.0045", _DDEP),
    _nuclide("O-15", "2.041", _MIN, "0.006", _DDEP),
    _nuclide("N-13", "9.9670", _MIN, "0.0037", _DDEP),
    _nuclide("C-11", "20.361", _MIN, "0.023", _DDEP),
    _nuclide("Bi-212", "60.54", _MIN, "0.06", _DDEP),
    _nuclide("Ga-68", "67.83", _MIN, "0.20", _DDEP),
    _nuclide("F-18", "1.82890", _H, "0.00023", _DDEP),
    _nuclide("Cu-61", "3.366", _H, "0.033", _DDEP),
    _nuclide("Tc-99m", "6.0067", _H, "0.0010", _DDEP),
    _nuclide("At-211", "7.216", _H, "0.007", _DDEP),
    _nuclide("Pb-212", "10.64", _H, "0.01", _DDEP),
    _nuclide("Cu-64", "12.7004", _H, "0.0020", _DDEP),
    _nuclide("I-123", "13.2234", _H, "0.0037", _DDEP),
    _nuclide("Y-90", "2.6684", _D, "0.0013", _DDEP),
    _nuclide("Mo-99", "2.7479", _D, "0.0006", _DDEP),
    _nuclide("In-111", "2.8049", _D, "0.0004", _DDEP),
    _nuclide("Zr-89", "78.42", _H, "0.13", _DDEP),
    _nuclide("Ra-224", "3.631", _D, "0.002", _DDEP),
    _nuclide("I-124", "4.1760", _D, "0.0003", _NUBASE),
    _nuclide("Lu-177", "6.647", _D, "0.004", _DDEP),
    _nuclide("Tb-161", "6.948", _D, "0.005", _NUBASE),
    _nuclide("I-131", "8.0233", _D, "0.0019", _DDEP),
    _nuclide("Ac-225", "9.9190", _D, "0.0021", _NUBASE),
    _nuclide("Ra-223", "11.43", _D, "0.03", _DDEP),
    _nuclide("Th-227", "18.693", _D, "0.004", _NUBASE),
    _nuclide("Sr-82", "25.347", _D, "0.017", _DDEP),
    _nuclide("W-188", "69.77", _D, "0.05", _NUBASE),
    _nuclide("Lu-177m", "160.4", _D, "0.3", _NUBASE),
    _nuclide("Ge-68", "270.95", _D, "0.26", _DDEP),
    _nuclide("Th-228", "1.9126", _Y, "0.0009", _DDEP),
    _nuclide("Ac-227", "21.772", _Y, "0.003", _DDEP),
)

NUCLIDES = {each.symbol: each for each in _ALL}
"""All known nuclides by canonical symbol, shortest half-life first."""
