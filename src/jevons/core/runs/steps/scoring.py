"""Having a judge model score an answer, or the beginning of a thought, without the right one."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from string import Template

from jevons.core.records import Message, SamplingParams

FIRST_LOOK = SamplingParams(temperature=0.0, top_p=1.0, max_tokens=1024)
"""A judge is asked for its one best judgement."""

FURTHER_LOOK = SamplingParams(temperature=0.7, top_p=1.0, max_tokens=1024)
"""Further looks at the same are to differ (GenRM, arXiv 2408.15240, section 3.3)."""

LONGEST_WORK = 12_000
"""Characters of a thought that a judge is shown: the last ones."""

REPLY_LIMIT = 20_000
_OBJECT_STARTS = 20
_FIELD = re.compile(
    r"""\bscore["'*]{0,3}\s{0,3}[:=]["'*\s]{0,5}(\d{1,3}(?:\.\d{1,6})?)""", re.IGNORECASE
)
_BARE = re.compile(r"\s{0,20}(\d{1,3}(?:\.\d{1,6})?)\s{0,3}(?:%|/\s{0,3}100)?\.?\s{0,20}")


def score_messages(question: str, work: str, answer: str) -> tuple[Message, ...]:
    """What a judge is asked; `answer` is empty where there is only a beginning of a thought."""
    shown = work if len(work) <= LONGEST_WORK else f"[...] {work[-LONGEST_WORK:]}"
    text = _prompt("answer" if answer else "step").substitute(
        question=question, work=shown or "(not shown)", answer=answer
    )
    return (Message("user", text),)


def read_score(reply: str) -> float | None:
    """The score that a judge gives, from 0 to 1; `None` if its reply makes no sense.

    It is a percentage in the last JSON object with the field `score`, or said outside of
    one, or all that the reply is.
    """
    reply = reply[-REPLY_LIMIT:]
    told = _last_object(reply)
    if told is None:
        found = _FIELD.findall(reply)
        bare = _BARE.fullmatch(reply)
        told = found[-1] if found else bare and bare[1]
    try:
        score = float(str(told).strip().rstrip("%")) / 100
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def _last_object(reply: str) -> object | None:
    decoder = json.JSONDecoder(strict=False)
    starts = [found.start() for found in re.finditer(r"\{", reply)]
    for start in reversed(starts[-_OBJECT_STARTS:]):
        try:
            fields, _ = decoder.raw_decode(reply, start)
        except (ValueError, RecursionError):
            continue
        named = {str(name).strip().lower(): value for name, value in fields.items()}
        if named.get("score") is not None:
            found: object = named["score"]
            return found
    return None


@cache
def _prompt(name: str) -> Template:
    return Template(files(__package__).joinpath(f"score_{name}.txt").read_text(encoding="utf-8"))
