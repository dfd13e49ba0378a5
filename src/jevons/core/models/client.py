"""The one client for every server that speaks the OpenAI chat protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from jevons.core.events import RequestEvent, Waiting
from jevons.core.models.chunks import Chunk
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.exchange import exchange
from jevons.core.models.failures import Trouble, bad_address
from jevons.core.models.reply import Reply
from jevons.core.models.request import ChatRequest, chat_body, chat_url
from jevons.core.models.retry import Backoff
from jevons.core.models.transport import Http, get_json, open_http, open_wide_http
from jevons.core.problems import Problem, ProblemKind

__all__ = ["ChatClient", "ChatRequest", "Endpoint", "Limits"]


class ChatClient:
    """Asks one model on one server; any number of requests at a time, in one event loop.

    With `many` it is made for hundreds of them.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        limits: Limits = Limits(),  # noqa: B008
        many: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.limits = limits
        self._many = many
        self._backoff = Backoff(limits.backoff_base_s, limits.backoff_max_s)
        self._http: Http | None = None

    async def stream(self, request: ChatRequest) -> AsyncGenerator[RequestEvent, None]:
        """Draw one completion.

        Yields the deltas as they come, then `RequestUsage`, `RequestTiming` and
        `Finished`; or, in trouble, the first two if any text came, and `Failed`.
        `Waiting` comes before each wait for another try. Only a try that brought
        no text is repeated: a stream cut in the middle keeps what came.

        Nothing that a server does is raised. Closing the generator or cancelling
        its task closes the connection, by which the server knows to stop.
        """
        for attempt in range(self.limits.retries + 1):
            reply = Reply(self.endpoint, request)
            try:
                async with aclosing(self._exchange(request)) as chunks:
                    async for chunk in chunks:
                        for event in reply.take(chunk):
                            yield event
            except Trouble as trouble:
                if reply.began or not self._tries_again(trouble, attempt):
                    for event in reply.fail(trouble.problem):
                        yield event
                    return
                wait_s = self._backoff.wait_s(attempt, trouble.retry_after_s)
                yield Waiting(self._announcement(trouble, attempt, wait_s), trouble.problem.kind)
            else:
                for event in reply.end():
                    yield event
                return
            await asyncio.sleep(wait_s)

    async def models(self) -> list[str]:
        """The names of the models that the server serves.

        Raises:
            ProblemError: it cannot be asked, or does not tell.
        """
        try:
            url = self.endpoint.url("/models")
        except ValueError:
            raise bad_address(self.endpoint) from None
        data = await get_json(self._connected(), self.endpoint, url, self.limits)
        rows = data.get("data")
        if not isinstance(rows, list):
            return []
        names = (row.get("id") for row in rows if isinstance(row, dict))
        return [name for name in names if isinstance(name, str)]

    async def beginning(self, text: str, tokens: int) -> str | None:
        """The first `tokens` of a text by the server's own tokenizer.

        `None` where it has no page for that.

        Raises:
            Trouble: the server cannot be asked now.
        """
        field = self.endpoint.dialect.tokenizer_field
        if field is None:
            return None
        named = {"model": self.endpoint.model}
        asked = {field: text, "add_special": False, "add_special_tokens": False}
        found = await self._page("/tokenize", named | asked)
        ids = found.get("tokens")
        if not isinstance(ids, list):
            return None
        if len(ids) <= tokens:
            return text
        begun = (await self._page("/detokenize", named | {"tokens": ids[:tokens]})).get(field)
        # A character may have been cut in two.
        return begun.rstrip("\N{REPLACEMENT CHARACTER}") if isinstance(begun, str) else None

    async def _page(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a page under the server's root answers; nothing if it is not there."""
        url = f"{self.endpoint.root_url}{path}"
        try:
            return await get_json(self._connected(), self.endpoint, url, self.limits, body)
        except Trouble as trouble:
            if trouble.retriable:
                raise
            return {}

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _connected(self) -> Http:
        if self._http is None:
            opened = open_wide_http if self._many else open_http
            self._http = opened(self.endpoint, self.limits)
        return self._http

    def _exchange(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        endpoint = self.endpoint
        if request.continues and endpoint.dialect.prefill == "none":
            what = f"{endpoint.dialect.title} does not continue a turn that was begun for it"
            raise Trouble(Problem(ProblemKind.UNSUPPORTED, what, remedy="use its own dial"))
        try:
            url = chat_url(endpoint, request)
        except ValueError:
            raise bad_address(endpoint) from None
        body = chat_body(endpoint, request)
        return exchange(self._connected(), endpoint, url, body, self.limits)

    def _tries_again(self, trouble: Trouble, attempt: int) -> bool:
        asked = trouble.retry_after_s or 0.0
        patient = asked <= self.limits.retry_after_max_s
        return trouble.retriable and patient and attempt < self.limits.retries

    def _announcement(self, trouble: Trouble, attempt: int, wait_s: float) -> str:
        again = f"trying again in {wait_s:.1f} s ({attempt + 1} of {self.limits.retries})"
        return f"{trouble.problem.what}; {again}"
