"""What inputs may be: anything else is told at once, with what to do about it."""

from __future__ import annotations

from math import inf

from jevons.core.problems import ProblemError, ProblemKind


def bad_input(what: str, remedy: str) -> ProblemError:
    """The error for an input that cannot be."""
    return ProblemError.of(ProblemKind.BAD_INPUT, what, remedy=remedy)


def require_positive(plan: object, *names: str) -> None:
    """Every one of these figures is above zero and finite; `None` is left out.

    Raises:
        ProblemError: BAD_INPUT.
    """
    for name in names:
        value = getattr(plan, name)
        if value is not None and not 0 < value < inf:
            raise bad_input(f"{_words(name)} is {value:g}", "give a number above 0")


def require_not_negative(plan: object, *names: str) -> None:
    """Every one of these figures is zero or more, and finite; `None` is left out.

    Raises:
        ProblemError: BAD_INPUT.
    """
    for name in names:
        value = getattr(plan, name)
        if value is not None and not 0 <= value < inf:
            raise bad_input(f"{_words(name)} is {value:g}", "give 0 or more")


def require_share(plan: object, *names: str) -> None:
    """Every one of these figures is above 0 and at most 1 (100 %); `None` is left out.

    Raises:
        ProblemError: BAD_INPUT.
    """
    for name in names:
        value = getattr(plan, name)
        if value is not None and not 0 < value <= 1:
            raise bad_input(
                f"{_words(name)} is {100 * value:g} %", "give more than 0 % and at most 100 %"
            )


def _words(name: str) -> str:
    """A field's name as words, its unit in the field's own writing: `mfu` is `MFU`."""
    words = " ".join(_UNITS.get(word, word) for word in name.split("_"))
    return words[0].upper() + words[1:]


_UNITS = {
    "mfu": "MFU", "usd": "USD", "gpu": "GPU", "gpus": "GPUs", "gb": "GB", "kw": "kW", "kwh": "kWh",
    "kv": "KV", "mtok": "Mtok", "tflops": "TFLOP/s", "pue": "PUE",
}  # fmt: skip
