"""Conversations as files for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from jevons.core.prices.dollars import dollars
from jevons.core.problems import ProblemError, kind_of_os_error
from jevons.core.records import Cost, FinishReason, Generation, Timing, Usage
from jevons.core.runs.conversations import Conversation, Turn
from jevons.core.runs.quoting import fenced, inline, quoted
from jevons.core.visible_text import one_line
from jevons.core.whole_file import write_whole

SCHEMA_VERSION = 1
STEM_BYTES = 120

_UNSAFE = re.compile(r"[^\w.-]+")
_CUT_WORD = re.compile(r"[\W_]*[^\W_]*…$")


def answer_object(generation: Generation) -> dict[str, Any]:
    """What a program gets of a generation; seconds, tokens and dollars, `None` if unknown."""
    return {
        "question": generation.question,
        "thinking": generation.thinking,
        "answer": generation.answer,
        "finish_reason": generation.finish_reason,
        "problem": generation.problem,
        "model": generation.model,
        "params": asdict(generation.params),
        "usage": _usage_object(generation.usage),
        "timing": asdict(generation.timing),
        "cost": generation.cost and _cost_object(generation.cost),
    }


def to_json(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The conversation as an object with its schema's version, in ASCII."""
    document = {
        "schema": "jevons.conversation",
        "version": SCHEMA_VERSION,
        "id": conversation.id,
        "title": conversation.title,
        "model": conversation.model,
        "created_at": conversation.created_at.isoformat(),
        "updated_at": conversation.updated_at.isoformat(),
        "turns": [
            {
                "id": turn.id,
                "question": turn.question,
                "generations": [answer_object(generation) for generation in turn.generations],
            }
            for turn in turns
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def to_markdown(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The conversation as a document; what models wrote cannot leave its block."""
    head = [f"# {inline(conversation.title) or 'Conversation'}"]
    head.append(f"{inline(conversation.model)}, {conversation.created_at:%Y-%m-%d %H:%M} UTC")
    blocks = [block for number, turn in enumerate(turns, 1) for block in _turn(number, turn)]
    return "\n\n".join(head + blocks) + "\n"


def save(text: str, directory: Path, stem: str, suffix: str) -> Path:
    """Write `text` to a new file named after `stem` (any title), and return where.

    A file that is there is never overwritten: the name gets `-2`, `-3` and so on. The
    file appears whole or not at all.

    Raises:
        ProblemError: `NO_SPACE` or `READ_ONLY`; nothing was written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = _reserve(directory, _file_stem(stem), suffix)
    except OSError as error:
        raise ProblemError.of(
            kind_of_os_error(error),
            f"nothing can be saved in {directory}: {error.strerror or type(error).__name__}",
            remedy="choose another directory",
            details=repr(error),
        ) from error
    try:
        write_whole(file, text.encode("utf-8", "backslashreplace"))
    except BaseException:
        with suppress(OSError):
            file.unlink()
        raise
    return file


def _reserve(directory: Path, stem: str, suffix: str) -> Path:
    """Take the first free name, as an empty file."""
    for number in count(1):
        file = directory / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return file
    raise AssertionError("count() does not end")


def _file_stem(title: str) -> str:
    """A file name from any title: whole words of any script, no leading dot or dash."""
    words = _CUT_WORD.sub("", one_line(title, STEM_BYTES)) or title
    name = _UNSAFE.sub("-", words).encode()[:STEM_BYTES]
    return name.decode(errors="ignore").strip(".-") or "conversation"


def _usage_object(usage: Usage) -> dict[str, Any]:
    return {
        "prompt": usage.prompt,
        "cached": usage.cached,
        "thinking": usage.thinking,
        "answer": usage.answer,
        "requested_thinking": usage.requested_thinking,
        "thought_ended_by": usage.thought_ended_by,
        "source": usage.source,
        "reread": usage.reread,
        "reread_cached": usage.reread_cached,
    }


def _cost_object(cost: Cost) -> dict[str, Any]:
    elsewhere = [
        {"model": price.model, "date": price.at.isoformat(), "usd": price.usd}
        for price in cost.elsewhere
    ]
    return {"here_usd": cost.here_usd, "assumption": cost.assumption, "elsewhere": elsewhere}


def _turn(number: int, turn: Turn) -> Iterator[str]:
    yield f"## {number}. Question"
    yield quoted(turn.question)
    for index, generation in enumerate(turn.generations, 1):
        of_several = f" {index} of {len(turn.generations)}" if len(turn.generations) > 1 else ""
        yield from _generation(generation, of_several)


def _generation(generation: Generation, of_several: str) -> Iterator[str]:
    if generation.thinking:
        yield f"<details>\n<summary>Thinking{of_several}</summary>"
        yield fenced(generation.thinking)
        yield "</details>"
    yield f"### Answer{of_several}"
    yield quoted(generation.answer) if generation.answer.strip() else "No answer."
    yield "  \n".join(_facts(generation))


def _facts(generation: Generation) -> Iterator[str]:
    if generation.finish_reason is not FinishReason.STOP:
        ending = [generation.finish_reason or "not yet", generation.problem]
        yield f"Ended: {inline(', '.join(filter(None, ending)))}"
    yield _meter_line(generation.model, generation.usage, generation.timing)
    if generation.cost:
        yield _cost_line(generation.cost)


def _meter_line(model: str, usage: Usage, timing: Timing) -> str:
    parts = [
        inline(model),
        f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens ({usage.source})",
        timing.ttft_s is not None and f"first token {timing.ttft_s:.2f} s",
        timing.thinking_s is not None and f"thought {timing.thinking_s:.1f} s",
        timing.total_s is not None and f"total {timing.total_s:.1f} s",
        timing.tokens_per_s is not None and f"{timing.tokens_per_s:.1f} tok/s",
    ]
    return " · ".join(part for part in parts if part)


def _cost_line(cost: Cost) -> str:
    here = "unknown" if cost.here_usd is None else dollars(cost.here_usd)
    parts = [f"Cost here {here} ({inline(cost.assumption)})"]
    parts += [
        f"on {inline(price.model)} ({price.at.isoformat()}) {dollars(price.usd)}"
        for price in cost.elsewhere
    ]
    return " · ".join(parts)
