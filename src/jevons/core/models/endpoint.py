"""Where a model is served, and how patient to be with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from jevons.core.models.dialects import Dialect
from jevons.core.models.keys import ApiKey
from jevons.core.models.splitter import ThinkingTags


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind a server that speaks the OpenAI chat protocol.

    With `uds` the server listens on that Unix socket and `base_url` only gives
    the path. `key_env` names the environment variable that should hold the key.
    """

    base_url: str
    model: str
    dialect: Dialect
    tags: tuple[ThinkingTags, ...]
    uds: Path | None = None
    api_key: ApiKey | None = None
    key_env: str | None = None

    @property
    def host(self) -> str:
        """The server in a few words, with no credentials in them."""
        return f"the socket {self.uds.name}" if self.uds else host_of(self.base_url)

    @property
    def root_url(self) -> str:
        """The address above the API's `/v1`."""
        return api_url(self.base_url).removesuffix("/v1")

    def url(self, path: str) -> str:
        """The address of `path`, as in `/chat/completions`, under the API."""
        return api_url(self.base_url) + path


@dataclass(frozen=True, slots=True)
class Limits:
    """Patience, in seconds, tries and bytes.

    `first_token_s` bounds the wait for the first token (a long prompt is read in
    silence), `stall_s` any later silence, `tail_s` the wait for the usage after the
    last token, `page_s` the wait for a page such as the list of models. `retries`
    come on top of the first try, and only before the first token; a server that
    asks for more than `retry_after_max_s` is not waited for. Tokens that trickle in
    are read together, every `gather_s`. A stream is closed when it is past `overrun`
    times the tokens that were asked for, or past `max_bytes`; a line of it may have
    `max_line_bytes`.
    """

    connect_s: float = 10.0
    first_token_s: float = 300.0
    stall_s: float = 60.0
    tail_s: float = 5.0
    page_s: float = 15.0
    retries: int = 5
    backoff_base_s: float = 0.5
    backoff_max_s: float = 20.0
    retry_after_max_s: float = 120.0
    overrun: float = 2.0
    gather_s: float = 0.05
    max_bytes: int = 256 * 2**20
    max_line_bytes: int = 8 * 2**20


@lru_cache(maxsize=16)
def api_url(base_url: str) -> str:
    """The API's address, without a slash at its end.

    An address with no path gets the usual `/v1`; the address of the chat itself
    is cut back to the API's.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(base_url.strip())
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return urlunsplit(parts._replace(path=path or "/v1", query="", fragment=""))


def host_of(base_url: str) -> str:
    """Host and port of an address, without a user name or password."""
    try:
        netloc = urlsplit(base_url.strip()).netloc
    except ValueError:
        netloc = ""
    return netloc.rpartition("@")[2] or "the server"
