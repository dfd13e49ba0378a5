"""HTTP to one server, over TCP, TLS or a Unix socket, with patience and a limit of bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from jevons.core.models.chunks import parse_json
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.failures import (
    Trouble,
    bad_address,
    bad_environment,
    bad_response,
    cut_stream,
    overrun,
    refusal,
    silent,
    unreachable,
)

if TYPE_CHECKING:
    from jevons.core.models.wide_http import WideHttp, WideResponse

_T = TypeVar("_T")

Http: TypeAlias = "httpx.AsyncClient | WideHttp"
"""What carries requests."""

MAX_PAGE_BYTES = 8 * 2**20
"""Bytes read of what is not a stream: an error, a list of models."""

_SETTLE_S = 0.2
"""Seconds that a connection is worth waiting for."""


def open_http(endpoint: Endpoint, limits: Limits) -> httpx.AsyncClient:
    """A client for one server. It follows no redirects, so that the key stays there.

    Raises:
        Trouble: the endpoint's base URL is no address, or the environment names a
            proxy or certificates that cannot be used.
    """
    verify, near = _tls_and_near(endpoint)
    # Reading the certificates takes 0.17 s: only where there is TLS.
    # llama-server closes a kept connection without a word, which the next request then meets:
    # one is kept only where TLS makes it dear.
    kept = 20 if verify else 0
    pool = httpx.Limits(max_connections=None, max_keepalive_connections=kept)
    try:
        transport = None
        if endpoint.uds is not None:
            transport = httpx.AsyncHTTPTransport(uds=str(endpoint.uds), verify=verify, limits=pool)
        return httpx.AsyncClient(
            headers=_headers(endpoint),
            transport=transport,
            verify=verify,
            limits=pool,
            timeout=httpx.Timeout(None, connect=limits.connect_s),
            trust_env=not near,  # no proxy reaches what only this machine sees
        )
    except (ValueError, ImportError, OSError, httpx.InvalidURL):
        raise bad_environment(endpoint) from None


def open_wide_http(endpoint: Endpoint, limits: Limits) -> Http:
    """A client as `open_http` gives it, made for hundreds of requests at once.

    Unix sockets and proxies are left to httpx.

    Raises:
        Trouble: as `open_http`.
    """
    verify, near = _tls_and_near(endpoint)
    if endpoint.uds is not None or (getproxies() and not near):
        return open_http(endpoint, limits)
    # Imported here: 0.2 s, which a single question need not wait for.
    from jevons.core.models.wide_http import WideHttp

    try:
        return WideHttp(_headers(endpoint), verify=verify, connect_s=limits.connect_s)
    except (ValueError, OSError):
        raise bad_environment(endpoint) from None


def _tls_and_near(endpoint: Endpoint) -> tuple[bool, bool]:
    """Whether a server speaks TLS, and whether only this machine sees it."""
    try:
        address = urlsplit(endpoint.base_url)
        host = address.hostname or ""
    except ValueError:
        raise bad_address(endpoint) from None
    near = endpoint.uds is not None or host == "localhost" or host.startswith(("127.", "::1"))
    return address.scheme == "https", near


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"User-Agent": "jevons", "Accept-Encoding": "identity"}
    if endpoint.api_key is not None:
        headers["Authorization"] = f"Bearer {endpoint.api_key.reveal()}"
    return headers


async def get_json(
    http: Http,
    endpoint: Endpoint,
    url: str,
    limits: Limits,
    body: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """The JSON object at `url`, or the one that it answers `body` with.

    Raises:
        Trouble: there is none, or the server cannot be asked.
    """
    async with Pipe(endpoint, limits, limits.page_s) as pipe:
        await pipe.send(http, "GET" if body is None else "POST", url, body)
        text = (await pipe.read_all()).decode("utf-8", "replace")
    data = parse_json(text)
    if data is None:
        raise bad_response(endpoint, "sent no JSON", text)
    return data


async def _send(
    http: Http, method: str, url: str, body: Mapping[str, Any] | None
) -> httpx.Response | WideResponse:
    """Send a request over either kind of client."""
    address = _parsed(url)
    if isinstance(http, httpx.AsyncClient):
        return await http.send(http.build_request(method, address, json=body), stream=True)
    return await http.send(http.build_request(method, address, json=body), stream=True)


@lru_cache(maxsize=16)
def _parsed(url: str) -> httpx.URL:
    """The address; parsing it takes longer than all else that makes up a request."""
    return httpx.URL(url)


TRICKLE_S = 0.001
"""A read that waits longer has caught up with the server."""


class Pipe:
    """One request and the bytes of its reply.

    Only time spent waiting for the server counts against its patience, which
    starts at `patience_s` and is renewed by `progressed`. Leaving the context
    closes the connection, unless the reply is complete.
    """

    def __init__(self, endpoint: Endpoint, limits: Limits, patience_s: float) -> None:
        self._endpoint = endpoint
        self._limits = limits
        self._granted = self._left = patience_s
        self._received = 0
        self._began = False
        self._ending = False
        self._trickles = False
        self._response: httpx.Response | WideResponse | None = None
        self._bytes: AsyncIterator[bytes]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._response is not None:
            await self._response.aclose()

    def progressed(self) -> None:
        """Note that a token came: silence from now on is a stall."""
        self._began = True
        if not self._ending:
            self._granted = self._left = self._limits.stall_s

    def expect_end(self) -> None:
        """Note that all that matters came: any trouble from now on is just the end."""
        if not self._ending:
            self._ending = True
            self._granted = self._left = self._limits.tail_s

    async def send(
        self, http: Http, method: str, url: str, body: Mapping[str, Any] | None = None
    ) -> None:
        """Send the request and wait for the head of a successful reply.

        Raises:
            Trouble: there is no reply, or it is a refusal.
        """
        response = await self._waiting(_send(http, method, url, body))
        self._response = response
        self._bytes = response.aiter_bytes()
        if not response.is_success:
            self.expect_end()
            page = await self.read_all()
            raise refusal(self._endpoint, response.status_code, response.headers, page)

    async def read(self) -> bytes | None:
        """The next bytes of the reply, `None` at its end.

        Raises:
            Trouble: nothing came for too long, the connection broke, or more came
                than can be taken.
        """
        try:
            data = await self._waiting(anext(self._bytes, None))
            self._received += len(data or b"")
            if self._received > self._limits.max_bytes:
                raise overrun(self._endpoint, None)
        except Trouble:
            if self._ending:
                return None
            raise
        return data

    async def read_gathered(self) -> bytes | None:
        """As `read`, but tokens that trickle in are left to gather for `gather_s` first.

        Waking up for each token costs several times what the token itself does.
        """
        if self._trickles and not self._ending:
            await asyncio.sleep(self._limits.gather_s)
        clock = asyncio.get_running_loop().time
        asked = clock()
        data = await self.read()
        self._trickles = self._began and clock() - asked > TRICKLE_S
        return data

    async def read_all(self, head: bytes = b"") -> bytes:
        """The bytes of a page, after `head`, up to where no page goes.

        Raises:
            Trouble: as `read`.
        """
        parts, length = [head], len(head)
        while length < MAX_PAGE_BYTES and (data := await self.read()) is not None:
            parts.append(data)
            length += len(data)
        return b"".join(parts)

    async def settle(self) -> None:
        """Let a reply that is over come to its end, so that its connection can be kept."""
        self._ending = True
        self._left = _SETTLE_S
        await self.read()

    async def _waiting(self, step: Awaitable[_T]) -> _T:
        """What `step` brings, if the server does not use up the patience left."""
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with asyncio.timeout(self._left):
                return await step
        except TimeoutError:
            raise silent(self._endpoint, self._granted, began=self._began) from None
        except (httpx.RequestError, httpx.InvalidURL, ValueError) as error:
            raise self._trouble(error) from None
        finally:
            self._left -= clock() - started

    def _trouble(self, error: Exception) -> Trouble:
        endpoint, reason = self._endpoint, str(error) or type(error).__name__
        match error:
            case httpx.UnsupportedProtocol() | httpx.InvalidURL() | ValueError():
                return bad_address(endpoint)
            case httpx.ConnectTimeout() if not str(error):
                return unreachable(endpoint, f"no answer within {self._limits.connect_s:g} s")
            case httpx.ConnectError() | httpx.ProxyError():
                return unreachable(endpoint, reason)
            case httpx.RemoteProtocolError() if "illegal" in reason:
                return bad_response(endpoint, "does not speak HTTP", reason)
            case httpx.TransportError():
                return cut_stream(endpoint, reason, began=self._began)
        return bad_response(endpoint, "sent what cannot be decoded", reason)
