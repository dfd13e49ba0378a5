"""How servers of the OpenAI chat protocol differ, as a table and as a question to them.

The table is `dialects.toml`, beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial, DialMode

if TYPE_CHECKING:
    from jevons.core.models.keys import ApiKey

Prefill = Literal["plain", "continue_flag", "fields", "prefix", "none", "unknown"]

Space = tuple[str, str, str]
"""White space after the open tag, before the close tag and after it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one kind of server does in its own way.

    `prefill` says how a last message of the assistant's is continued: `plain` (it
    just is), `continue_flag` (`prefill_body` is added to the request), `fields`
    (thought and answer go into fields of their own, and the request says which of
    them goes on; `template_space` is what the template writes around them itself),
    `prefix` (the message is marked, and the request goes to `prefill_path`), `none`
    (never), `unknown` (to be probed). At `render_path`, under the server's root,
    the prompt is shown that a request would make. `tokenizer_field` is the name of a text in
    questions to `/tokenize` and answers of `/detokenize`, there as well. `raw_body` asks for
    one reply with the thought left in the text. `budget_fields` and `effort_field` are the server's
    own dial (a dot steps into an object), `efforts` the levels of the latter, and
    `off_body` turns thinking off (`None`: there is no way). `include_usage` says
    whether usage may be asked for in a stream, `reports_reasoning` whether it tells
    the tokens of the thought. `top_logprobs` says of how many likeliest tokens it tells the
    log-probabilities, 0 for none (`None`: to be probed). `owned_by` and `hosts` give the
    server away.
    """

    name: str
    title: str
    prefill: Prefill = "unknown"
    prefill_body: Mapping[str, Any] = field(default_factory=dict, hash=False)
    prefill_path: str | None = None
    render_path: str | None = None
    tokenizer_field: str | None = None
    template_space: Space = ("", "", "")
    raw_body: Mapping[str, Any] = field(default_factory=dict, hash=False)
    budget_fields: tuple[str, ...] = ()
    effort_field: str | None = None
    efforts: tuple[str, ...] = ()
    off_body: Mapping[str, Any] | None = field(default=None, hash=False)
    max_tokens_field: str = "max_tokens"
    include_usage: bool = True
    reports_reasoning: bool = False
    top_logprobs: int | None = None
    owned_by: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def continues_prefill(self) -> bool:
        """Whether a prefilled turn of the assistant's can be continued."""
        return self.prefill in ("plain", "continue_flag", "fields", "prefix")

    def dial_body(self, dial: Dial) -> dict[str, Any] | None:
        """What to add to a request so that the server sets the dial itself.

        `None` where this server has no such setting.
        """
        if dial.mode is DialMode.UNLIMITED:
            return {}
        if dial.mode is DialMode.OFF:
            return None if self.off_body is None else dict(self.off_body)
        if not self.budget_fields:
            return None
        body: dict[str, Any] = {}
        for path in self.budget_fields:
            *parents, name = path.split(".")
            inner = body
            for parent in parents:
                inner = inner.setdefault(parent, {})
            inner[name] = dial.tokens
        return body


@cache
def read_table() -> Mapping[str, Any]:
    """The table as it is written: `tags` and `dialects`."""
    return tomllib.loads(files(__package__).joinpath("dialects.toml").read_text("utf-8"))


@cache
def load_dialects() -> dict[str, Dialect]:
    """All dialects by name."""
    return {name: _dialect(name, row) for name, row in read_table()["dialects"].items()}


def _dialect(name: str, row: Mapping[str, Any]) -> Dialect:
    frozen: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    return Dialect(name=name, **frozen)


async def detect(base_url: str, uds: Path | None = None, api_key: ApiKey | None = None) -> Dialect:
    """Find out what kind of server this is: by its host name, else by asking it.

    It is asked for its list of models (vLLM, SGLang, llama-server and Ollama sign
    theirs), then for pages that only one kind of server has. `generic` is the
    answer when nothing gives it away.

    Raises:
        ProblemError: the server cannot be reached, or refuses the key.
    """
    from jevons.core.models.endpoint import Endpoint, Limits, host_of
    from jevons.core.models.transport import get_json, open_http

    dialects = load_dialects()
    host = host_of(base_url).partition(":")[0].lower()
    for dialect in dialects.values():
        if uds is None and host in dialect.hosts:
            return dialect
    endpoint = Endpoint(base_url, "", dialects["generic"], (), uds, api_key)
    limits = Limits()
    async with open_http(endpoint, limits) as http:

        async def page(path: str, *, root: bool = True) -> Mapping[str, Any]:
            url = endpoint.root_url + path if root else endpoint.url(path)
            try:
                return await get_json(http, endpoint, url, limits)
            except ProblemError as error:
                if error.problem.kind in _FINAL:
                    raise
                return {}

        owners = _owners(await page("/models", root=False))
        for dialect in dialects.values():
            if owners & set(dialect.owned_by):
                return dialect
        for name, path, sign in _SIGNS:
            if sign in await page(path):
                return dialects[name]
    return dialects["generic"]


_FINAL = (ProblemKind.UNREACHABLE, ProblemKind.UNAUTHORIZED, ProblemKind.BAD_SETTING)
"""Trouble that asking for another page would only meet again."""

_SIGNS = (
    ("llama-server", "/props", "default_generation_settings"),
    ("sglang", "/get_server_info", "model_path"),
    ("ollama", "/api/version", "version"),
)
"""Dialect, the page that gives it away, and a field of that page."""


def _owners(models: Mapping[str, Any]) -> set[str]:
    rows = models.get("data")
    if not isinstance(rows, list):
        return set()
    names = (row.get("owned_by") for row in rows if isinstance(row, dict))
    return {name for name in names if isinstance(name, str)}
