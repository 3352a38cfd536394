"""Codes say nothing about a person, and nobody misreads them."""

import secrets

import pytest

from scheduler.trials.codes import LENGTH, LETTERS, new_code, why_no_code, why_no_note


def test_codes_have_no_letters_that_look_alike() -> None:
    """Of each pair that is mixed up, at most one is there."""
    pairs = ["0O", "1I", "1L", "IL", "2Z", "5S", "8B"]

    assert all(not set(pair) <= set(LETTERS) for pair in pairs)


def test_codes_are_random_and_free() -> None:
    """A thousand codes differ, and each could have been chosen by hand."""
    codes = {new_code(()) for _ in range(1000)}

    assert len(codes) == 1000
    assert all(len(code) == LENGTH and set(code) <= set(LETTERS) for code in codes)


def test_a_random_code_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance gives six digits in a row, once in five thousand codes: another one."""
    letters = iter("A943673G" + "A9E6KT3G")
    monkeypatch.setattr(secrets, "choice", lambda _: next(letters))

    assert why_no_code("A943673G") is not None
    assert new_code(()) == "A9E6KT3G"


@pytest.mark.parametrize("code", ["ULV-01", "AC34-7", "TRD-17_b", "x"])
def test_codes_of_trials_are_taken(code: str) -> None:
    """Sites number their participants."""
    assert why_no_code(code) is None


@pytest.mark.parametrize(
    "code",
    ["01017012345", "010170-12345", "010170 12345", "310599", "Kari Nordmann", ""],
)
def test_codes_that_may_name_somebody_are_refused(code: str) -> None:
    """Identity numbers, birth dates, record numbers, names with a space."""
    assert why_no_code(code) is not None


def test_notes_with_an_identity_number_are_refused() -> None:
    """A note may have words and times."""
    assert why_no_note("physiotherapy until 14:30") is None
    assert why_no_note("see 010170 12345") is not None
