"""Strings: letters of words, reversing, sorting, and chains of changes to a string."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from string import ascii_lowercase

from jevons.core.exams.suites.suite import Item, Suite
from jevons.core.exams.suites.wordings import say, word_list
from jevons.core.records import AnswerKind

Drawn = tuple[Mapping[str, object], str, AnswerKind]
"""What the wordings of a task are filled in with, the answer and its kind."""

_VOWELS = "aeiou"


def draw(rng: Random, level: int) -> Item:
    """Draw one question."""
    task = rng.choice(list(_LEVELS[level - 1]))
    fields, answer, kind = _LEVELS[level - 1][task](rng)
    text, wording = say(rng, "strings", task, **fields)
    checker = "sequence" if kind is AnswerKind.CHECKED else ""
    return Item(text, answer, kind, wording, checker, {"task": task})


def _end_letter(rng: Random) -> Drawn:
    word = _word(rng, 3, 7)
    end = rng.choice(("first", "last"))
    return {"end": end, "word": word}, word[0 if end == "first" else -1], AnswerKind.TEXT


def _length(rng: Random) -> Drawn:
    word = _word(rng, 3, 6)
    return {"word": word}, str(len(word)), AnswerKind.NUMBER


def _letter_count(rng: Random) -> Drawn:
    word = _word(rng, 6, 12)
    letter = rng.choice(word)
    return {"letter": letter, "word": word}, str(word.count(letter)), AnswerKind.NUMBER


def _short_reversal(rng: Random) -> Drawn:
    word = _word(rng, 4, 5)
    return {"word": word}, word[::-1], AnswerKind.TEXT


def _nth_word(rng: Random) -> Drawn:
    words = rng.sample(word_list("words"), rng.randint(6, 9))
    n = rng.randint(3, len(words))
    return {"n": n, "words": " ".join(words)}, words[n - 1], AnswerKind.TEXT


def _long_reversal(rng: Random) -> Drawn:
    word = _word(rng, 7, 12)
    return {"word": word}, word[::-1], AnswerKind.TEXT


def _sorting(rng: Random) -> Drawn:
    words = rng.sample(word_list("words"), rng.randint(6, 8))
    return {"words": ", ".join(words)}, ", ".join(sorted(words)), AnswerKind.CHECKED


def _text_count(rng: Random) -> Drawn:
    return _counted(rng, rng.randint(10, 14))


def _random_reversal(rng: Random) -> Drawn:
    letters = _letters(rng, rng.randint(15, 20))
    return {"word": letters}, letters[::-1], AnswerKind.TEXT


def _shift(rng: Random) -> Drawn:
    word, n = _word(rng, 7, 12), rng.randint(2, 9)
    return {"word": word, "n": n}, _shifted(word, n), AnswerKind.TEXT


def _nth_letter(rng: Random) -> Drawn:
    words = rng.sample(word_list("words"), 8)
    joined = "".join(words)
    n = rng.randint(20, len(joined))
    return {"n": n, "words": " ".join(words)}, joined[n - 1], AnswerKind.TEXT


def _sorting_by_end(rng: Random) -> Drawn:
    words = rng.sample(word_list("words"), 10)
    ordered = sorted(words, key=lambda word: word[::-1])
    return {"words": ", ".join(words)}, ", ".join(ordered), AnswerKind.CHECKED


def _long_text_count(rng: Random) -> Drawn:
    return _counted(rng, rng.randint(60, 80))


def _steps(rng: Random) -> Drawn:
    """A string and six to eight different changes, one after the other."""
    letters = start = _letters(rng, rng.randint(14, 18))
    lines = []
    for number, kind in enumerate(rng.sample(list(_CHANGES), rng.randint(6, 8)), 1):
        letters, line = _change(rng, kind, letters)
        lines.append(f"{number}. {line}")
    return {"word": start, "steps": "\n".join(lines)}, letters, AnswerKind.TEXT


def _long_shift(rng: Random) -> Drawn:
    plain, n = "".join(rng.sample(word_list("words"), 5)), rng.randint(4, 22)
    return {"word": _shifted(plain, n), "n": n}, plain, AnswerKind.TEXT


def _long_sorting(rng: Random) -> Drawn:
    words = rng.sample([word for word in word_list("words") if len(word) > 3], 16)
    ordered = sorted(words, key=lambda word: (word[2], word))
    return {"words": ", ".join(words)}, ", ".join(ordered), AnswerKind.CHECKED


def _change(rng: Random, kind: str, letters: str) -> tuple[str, str]:
    """A string after a change, and how the change is told."""
    k, letter = rng.randint(2, 6), rng.choice(letters)
    line, _ = say(rng, "strings", f"step-{kind}", k=k, letter=letter)
    return _CHANGES[kind](letters, k, letter), line


_CHANGES: Mapping[str, Callable[[str, int, str], str]] = {
    "reverse": lambda s, k, letter: s[::-1],
    "rotate": lambda s, k, letter: s[k:] + s[:k],
    "swap-ends": lambda s, k, letter: s[-1] + s[1:-1] + s[0],
    "next-letter": lambda s, k, letter: _shifted(s, 1),
    "double": lambda s, k, letter: s.replace(letter, letter * 2),
    "vowels-last": lambda s, k, letter: "".join(sorted(s, key=lambda c: c in _VOWELS)),
    "insert": lambda s, k, letter: s[:k] + letter + s[k:],
    "pairs": lambda s, k, letter: "".join(s[i : i + 2][::-1] for i in range(0, len(s), 2)),
    "drop": lambda s, k, letter: s[: k - 1] + s[k:],
}
"""The changes: a string with a small number or one of its letters, and what becomes of it.

None makes a string much shorter, so that all of them can follow each other.
"""


def _word(rng: Random, shortest: int, longest: int) -> str:
    return rng.choice([word for word in word_list("words") if shortest <= len(word) <= longest])


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choices(ascii_lowercase, k=count))


def _counted(rng: Random, length: int) -> Drawn:
    words = " ".join(rng.sample(word_list("words"), length))
    letter = rng.choice("aeilnorst")
    return {"letter": letter, "words": words}, str(words.count(letter)), AnswerKind.NUMBER


def _shifted(word: str, n: int) -> str:
    """Each letter moved on in the alphabet by `n` places, from z on to a."""
    return "".join(ascii_lowercase[(ascii_lowercase.index(c) + n) % 26] for c in word)


_LEVELS: tuple[Mapping[str, Callable[[Random], Drawn]], ...] = (
    {"end-letter": _end_letter, "length": _length},
    {"letter-count": _letter_count, "reversal": _short_reversal, "nth-word": _nth_word},
    {"reversal": _long_reversal, "sorting": _sorting, "text-count": _text_count},
    {
        "reversal": _random_reversal,
        "shift": _shift,
        "nth-letter": _nth_letter,
        "sorting-by-end": _sorting_by_end,
    },
    {
        "text-count": _long_text_count,
        "steps": _steps,
        "unshift": _long_shift,
        "sorting-by-third": _long_sorting,
    },
)

SUITE = Suite(
    name="strings",
    title="Strings",
    description="letters of words: counting, reversing, sorting, shifting",
    levels=(
        "first and last letters, lengths of short words",
        "counting a letter, reversing short words, the n-th word",
        "reversing long words, sorting words, counting in a line",
        "random letters reversed, shifted words, sorting from the end",
        "six to eight changes in a row, long texts, ciphers",
    ),
    draw=draw,
)
