"""What a server's JSON says, whatever shape it really has.

Every field may be missing, null or of another type: what cannot be read is taken
as not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jevons.core.models.logprobs import read_logprobs
from jevons.core.records import TokenChance

_THINKING_FIELDS = ("reasoning_content", "reasoning", "thinking")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one object of a stream, or a whole reply, brings.

    `finish` is the server's own word for the end; `usage` and `timings` are its
    own objects. `chances` has what is told of the tokens' probabilities. `whole` says that
    this is all of the reply, `damaged` that bytes of it were no text.
    """

    thinking: str = ""
    answer: str = ""
    finish: str = ""
    usage: Mapping[str, Any] | None = None
    timings: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    chances: tuple[TokenChance, ...] = ()
    whole: bool = False
    damaged: bool = False

    @property
    def text_length(self) -> int:
        """Characters of thinking and answer."""
        return len(self.thinking) + len(self.answer)


@dataclass(frozen=True, slots=True)
class ServerError:
    """An error as the server tells it; `code` is a number, `word` its name for it."""

    text: str
    code: int | None = None
    word: str = ""


def parse_json(text: str | bytes) -> Mapping[str, Any] | None:
    """The JSON object that `text` is, or `None` if it is something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def parse_chunk(data: Mapping[str, Any]) -> Chunk:
    """Read an object of a stream (`delta`) or a whole reply (`message`)."""
    choice = _first_choice(data)
    whole = isinstance(choice.get("message"), dict)
    message = _mapping(choice.get("message" if whole else "delta"))
    thinking, answer = _texts(message)
    usage = data.get("usage")
    return Chunk(
        thinking=thinking,
        answer=answer,
        finish=_text(choice.get("finish_reason")),
        usage=usage if isinstance(usage, dict) and usage else None,
        timings=_mapping(data.get("timings")),
        fingerprint=_text(data.get("system_fingerprint")),
        chances=read_logprobs(choice),
        whole=whole,
    )


def server_error(data: Mapping[str, Any]) -> ServerError | None:
    """The error that an object tells of, in any of the shapes in use."""
    error = data.get("error")
    if isinstance(error, str) and error:
        return ServerError(error)
    if isinstance(error, dict) and error:
        return _error(error)
    if data.get("object") == "error" or ("choices" not in data and "detail" in data):
        return _error(data)
    return None


def _error(error: Mapping[str, Any]) -> ServerError:
    detail = error.get("detail")  # FastAPI's word for a message: text or an object
    # OpenRouter keeps what the provider really said apart.
    told = (_text(error.get("message")), _text(_mapping(error.get("metadata")).get("raw")))
    text = ": ".join(part for part in told if part) or _text(detail) or json.dumps(dict(error))
    words = (_text(error.get("code")), _text(error.get("type")))
    spelt = re.fullmatch("[0-9]{3}", _text(error.get("code")))
    number = int(spelt.group()) if spelt else count(error, "code")
    return ServerError(text, number, " ".join(word for word in words if word))


def count(data: Mapping[str, Any] | None, *path: str) -> int | None:
    """The whole number (0 or more) at `path`, or `None`."""
    value: Any = data
    for name in path:
        value = _mapping(value).get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**53 else None


def rate(data: Mapping[str, Any], name: str) -> float | None:
    """The finite positive number called `name`, or `None`."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < float("inf") else None


def _texts(message: Mapping[str, Any]) -> tuple[str, str]:
    """Thinking and answer of a message or delta."""
    thinking = next((t for name in _THINKING_FIELDS if (t := _text(message.get(name)))), "")
    if not thinking:
        thinking = "".join(
            _text(part.get("text") or part.get("summary"))
            for part in _mappings(message.get("reasoning_details"))
        )
    content = message.get("content")
    if not isinstance(content, list):
        return thinking, _text(content)
    # Mistral sends parts: {"type": "thinking", "thinking": [parts]} and {"type": "text", "text"}.
    parts = _mappings(content)
    inner = [p for part in parts for p in _mappings(part.get("thinking"))]
    return (
        thinking + "".join(_text(p.get("text")) for p in inner),
        "".join(_text(part.get("text")) for part in parts),
    )


def _first_choice(data: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = _mappings(data.get("choices"))
    return next((c for c in choices if c.get("index", 0) in (0, None)), {})


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    """`value` if it is text, with the halves of characters that JSON allows replaced."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
