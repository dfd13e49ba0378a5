"""What became of samples, as signs: told by shape, and by colour as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from jevons.core.records import Outcome
from jevons.core.state.ledger import FAULTS, MISSING, PARTS, UNGRADED, part_name
from jevons.widgets.bars import Piece
from jevons.widgets.signs import Signs

_SIGNS: dict[str, tuple[str, str]] = {
    Outcome.CORRECT: ("right", "good"),
    Outcome.INCORRECT: ("wrong", "bad"),
    Outcome.UNPARSED: ("unparsed", "busy"),
    Outcome.TRUNCATED: ("truncated", "busy"),
    Outcome.REFUSED: ("fault", "bad"),
    Outcome.STOPPED: ("ungraded", "weak"),
    **dict.fromkeys(FAULTS, ("fault", "bad")),
    UNGRADED: ("ungraded", "weak"),
    MISSING: ("missing", "weak"),
}
"""For each part of the ledger the name of its sign and the kind of its colour."""


def outcome_sign(part: str, signs: Signs) -> Piece:
    """The sign for one part of the ledger."""
    name, kind = _SIGNS[part]
    return Piece(getattr(signs, name), kind)


def legend(signs: Signs) -> str:
    """What the signs mean, in words; parts that share one are told together."""
    names: dict[str, list[str]] = {}
    for part in PARTS:
        names.setdefault(outcome_sign(part, signs).text, []).append(part_name(part))
    return ", ".join(f"{sign} {' or '.join(parts)}" for sign, parts in names.items())


def strip(outcomes: Sequence[str], picked: int | None, width: int, signs: Signs) -> list[Piece]:
    """A question's samples in a row of at most `width` signs, the picked one among them.

    Where they do not all fit, the first or the last sign says that there are more.
    """
    first = _first_shown(len(outcomes), picked or 0, width)
    last = min(first + width, len(outcomes))
    pieces = [outcome_sign(outcome, signs) for outcome in outcomes[first:last]]
    if pieces and first:
        pieces[0] = Piece("<", "weak")
    if pieces and last < len(outcomes):
        pieces[-1] = Piece(">", "weak")
    if picked is None:
        return joined(pieces)
    at = picked - first
    text, kind = pieces[at]
    return [*joined(pieces[:at]), Piece(text, f"{kind} picked"), *joined(pieces[at + 1 :])]


def _first_shown(samples: int, picked: int, width: int) -> int:
    """Where a window of `width` samples begins: it moves by halves, to move seldom."""
    if samples <= width:
        return 0
    half = max(width // 2, 1)
    first = 0
    while picked >= first + width - 1:
        first += half
    return min(first, samples - width)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one colour made one: the fewer pieces, the quicker drawn."""
    return [
        Piece("".join(piece.text for piece in group), kind)
        for kind, group in groupby(pieces, key=lambda piece: piece.kind)
    ]
