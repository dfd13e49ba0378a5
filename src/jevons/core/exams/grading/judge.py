"""Having a judge compare an answer in prose with the right one."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from jevons.core.records import Message

Judge = Callable[[tuple[Message, ...]], Awaitable[str]]
"""Sends messages to the model that judges, and gives its reply."""

REPLY_LIMIT = 20_000
"""Characters of a judge's reply that are looked at: the last ones."""

_CONFIDENCE = re.compile(
    r"confidence[ *_]{0,4}[:=][ *_]{0,4}(\d{1,3}(?:\.\d{1,6})?) ?\\?(%?)", re.IGNORECASE
)
_OBJECT_STARTS = 20
_FIELD = re.compile(
    r"""\bcorrect["'*]{0,3}\s{0,3}[:=]["'*\s]{0,5}(yes|no|true|false)\b""", re.IGNORECASE
)
_YES, _NO = {"yes", "true"}, {"no", "false"}
_NONE = {"", "none", "null", "n/a"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one reply; `confidence` is that of the reply, from 0 to 1."""

    extracted: str | None
    correct: bool
    reasoning: str
    confidence: float | None


def judge_messages(question: str, response: str, gold: str) -> tuple[Message, ...]:
    """What a judge is asked."""
    text = _prompt().substitute(question=question, response=response, gold=gold)
    return (Message("user", text),)


def read_judgement(reply: str) -> Judgement | None:
    """What a judge's reply says; `None` if it makes no sense.

    The JSON object may stand between other words, and `correct` may be told outside of
    one. A reply that calls an answer right and finds none in it contradicts itself.
    """
    reply = reply[-REPLY_LIMIT:]
    fields = _last_object(reply)
    if fields is None:
        words = {word.lower() for word in _FIELD.findall(reply)}
        return Judgement(None, words <= _YES, "", None) if len(words) == 1 else None
    correct = str(fields.get("correct", "")).strip().lower()
    if correct not in _YES | _NO:
        return None
    extracted = str(fields.get("extracted_final_answer") or "").strip()
    found = None if extracted.lower() in _NONE else extracted
    if correct in _YES and found is None:
        return None
    reasoning = str(fields.get("reasoning") or "")
    return Judgement(found, correct in _YES, reasoning, _share(fields.get("confidence")))


def stated_confidence(text: str) -> float | None:
    """The last `Confidence: 85%` of a reply, from 0 to 1; `None` if there is none."""
    if "onfidence" not in text:
        return None
    found = _CONFIDENCE.findall(text)
    if not found:
        return None
    number, sign = found[-1]
    is_share = not sign and "." in number and float(number) <= 1
    return float(number) if is_share else _share(number)


@cache
def _prompt() -> Template:
    return Template(files(__package__).joinpath("judge_prompt.txt").read_text(encoding="utf-8"))


def _last_object(reply: str) -> dict[str, Any] | None:
    """The last JSON object in a text that has the field `correct`."""
    decoder = json.JSONDecoder(strict=False)
    starts = [found.start() for found in re.finditer(r"\{", reply)]
    for start in reversed(starts[-_OBJECT_STARTS:]):
        try:
            fields, _ = decoder.raw_decode(reply, start)
        except (ValueError, RecursionError):
            continue
        named = {str(name).strip().lower(): value for name, value in fields.items()}
        if "correct" in named:
            return named
    return None


def _share(percent: object) -> float | None:
    try:
        value = float(str(percent).strip().rstrip("%")) / 100
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
