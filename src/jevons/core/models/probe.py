"""Finds out what a server can do, where the table of dialects does not say."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

import httpx

from jevons.core import paths
from jevons.core.models.chunks import Chunk
from jevons.core.models.dialects import Dialect, Prefill, load_dialects
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.exchange import exchange
from jevons.core.models.failures import bad_address
from jevons.core.models.logprobs import TOP
from jevons.core.models.request import ChatRequest, chat_body, chat_url
from jevons.core.models.transport import open_http
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Message, SamplingParams

_COUNTING = (
    Message("user", "Count from one to twelve in words, separated by spaces. Write nothing else."),
    Message("assistant", "one two three four five six"),
)
"""A turn whose continuation is known, and differs from its beginning."""

_NEXT_WORD = "seven"
_TOKENS = 16
_WISHES = (TOP, 5)
"""Likeliest tokens to ask for; 5 is the most on some servers."""

_AS_SERVED = SamplingParams(temperature=None, top_p=None)
_STEADY = SamplingParams(temperature=0.0, top_p=None)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found out about a model on a server; `None` is still unknown.

    `prefill` is how it continues a turn that was begun for it, `usage_in_stream`
    whether it counts tokens in a stream, `top_logprobs` of how many likeliest tokens it
    tells the log-probabilities (0: none), `reasoning_field` whether it keeps the thought
    apart from the answer.
    """

    prefill: Prefill = "unknown"
    usage_in_stream: bool | None = None
    top_logprobs: int | None = None
    reasoning_field: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """The capabilities as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Capabilities:
        """Read what `to_json` wrote.

        Raises:
            ValueError: `data` is something else.
        """
        if not isinstance(data, dict) or set(data) != {field.name for field in fields(cls)}:
            raise ValueError("not a record of capabilities")
        flags = (data["usage_in_stream"], data["reasoning_field"])
        if (
            data["prefill"] not in get_args(Prefill)
            or not all(flag is None or isinstance(flag, bool) for flag in flags)
            or not _is_count_or_none(data["top_logprobs"])
        ):
            raise ValueError("a record of capabilities with an odd value")
        return cls(**data)

    def inform(self, dialect: Dialect) -> Dialect:
        """The dialect, corrected by what was found out."""
        if self.usage_in_stream is not None:
            dialect = replace(dialect, include_usage=self.usage_in_stream)
        if self.top_logprobs is not None:
            dialect = replace(dialect, top_logprobs=self.top_logprobs)
        if self.prefill in ("unknown", dialect.prefill):
            return dialect
        return _with_prefill(dialect, self.prefill)


async def probe(endpoint: Endpoint, limits: Limits = Limits()) -> Capabilities:  # noqa: B008
    """Find out by a few requests of a few tokens each.

    A plain question tells about usage, log probabilities and a field for the
    thought; a begun turn, whether it is continued, as it is or with a flag.

    Raises:
        ProblemError: the server cannot be asked, or refuses the plainest question.
    """
    async with open_http(endpoint, limits) as http:
        prober = _Prober(http, endpoint, limits)
        capabilities = await prober.ask()
        return replace(capabilities, prefill=await prober.find_prefill(capabilities))


def load_cached(endpoint: Endpoint) -> Capabilities | None:
    """What an earlier probe of this model on this server found out, if it is still there."""
    try:
        return Capabilities.from_json(json.loads(_cache_file(endpoint).read_text("utf-8")))
    except (OSError, ValueError):
        return None


def store(endpoint: Endpoint, capabilities: Capabilities) -> None:
    """Keep what was found out; where nothing can be written, it will be found out again."""
    target = _cache_file(endpoint)
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
            json.dump(capabilities.to_json(), draft)
        os.replace(draft.name, target)


def _cache_file(endpoint: Endpoint) -> Path:
    # The name is a hash: an address may hold what no file name (and no eye) should.
    place = "\n".join((endpoint.base_url, str(endpoint.uds or ""), endpoint.model))
    name = hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:24]
    return paths.cache_dir() / "capabilities" / f"{name}.json"


def _with_prefill(dialect: Dialect, prefill: Prefill) -> Dialect:
    """The dialect with this way to continue a turn, where flags are needed vLLM's."""
    if prefill == dialect.prefill:
        return dialect
    body = load_dialects()["vllm"].prefill_body if prefill == "continue_flag" else {}
    return replace(dialect, prefill=prefill, prefill_body=body, prefill_path=None)


class _Prober:
    """Asks one server; that it refuses a request is an answer too."""

    def __init__(self, http: httpx.AsyncClient, endpoint: Endpoint, limits: Limits) -> None:
        self._http = http
        self._endpoint = endpoint
        self._limits = limits

    async def ask(self) -> Capabilities:
        """All but the prefill, by a plain question, with ever fewer wishes."""
        plain = ChatRequest(_COUNTING[:1], _AS_SERVED, _TOKENS)
        dialect = self._endpoint.dialect
        for wish in (*_WISHES, None):
            try:
                return _seen(await self._draw(dialect, replace(plain, top_logprobs=wish)))
            except ProblemError as error:
                _check_refused(error)
        dialect = replace(dialect, include_usage=False)
        seen = _seen(await self._draw(dialect, plain))
        return replace(seen, usage_in_stream=False, top_logprobs=None)

    async def find_prefill(self, found: Capabilities) -> Prefill:
        """The first way to continue a turn that works, the dialect's own before others."""
        dialect = found.inform(self._endpoint.dialect)
        own: tuple[Prefill, ...] = (dialect.prefill,) if dialect.continues_prefill else ()
        begun = ChatRequest(_COUNTING, _STEADY, _TOKENS, continues=True)
        for way in dict.fromkeys((*own, "plain", "continue_flag")):
            try:
                chunks = await self._draw(_with_prefill(dialect, way), begun)
            except ProblemError as error:
                _check_refused(error)
                continue
            text = "".join(chunk.thinking + chunk.answer for chunk in chunks)
            if text.lstrip().lower().startswith(_NEXT_WORD):
                return way
        return "none"

    async def _draw(self, dialect: Dialect, request: ChatRequest) -> list[Chunk]:
        endpoint = replace(self._endpoint, dialect=dialect)
        try:
            url = chat_url(endpoint, request)
        except ValueError:
            raise bad_address(endpoint) from None
        body = chat_body(endpoint, request)
        async with aclosing(exchange(self._http, endpoint, url, body, self._limits)) as chunks:
            return [chunk async for chunk in chunks]


def _is_count_or_none(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _check_refused(error: ProblemError) -> None:
    """Raise `error` unless it says that the server does not take this request."""
    if error.problem.kind not in (ProblemKind.BAD_REQUEST, ProblemKind.SERVER_ERROR):
        raise error


def _seen(chunks: list[Chunk]) -> Capabilities:
    return Capabilities(
        usage_in_stream=any(chunk.usage is not None for chunk in chunks),
        top_logprobs=max((chance.top for chunk in chunks for chance in chunk.chances), default=0),
        reasoning_field=any(chunk.thinking for chunk in chunks),
    )
