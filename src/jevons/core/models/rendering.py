"""Finds out how a begun turn is continued, from the prompts that a server shows.

llama-server gives a begun turn to the chat template in ways that differ between its
builds and between templates: as plain text, R1's and Qwen3's templates put an empty
thought before it, so that the thought in it is none any more. But it shows the prompt
that a request would make, and draws nothing for that: whether a thought is continued,
closed and answered is read there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import httpx

from jevons.core.models.dialects import Dialect, Space
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.failures import Trouble, bad_response
from jevons.core.models.request import ChatRequest, chat_body
from jevons.core.models.splitter import ThinkingTags
from jevons.core.models.transport import get_json, open_http
from jevons.core.problems import ProblemKind
from jevons.core.records import Message, SamplingParams

_QUESTION = Message("user", "The question.")
_THOUGHT = "The thought so far"
_ANSWER = "The answer so far"
_AS_SERVED = SamplingParams(temperature=None, top_p=None)

_REFUSED = (ProblemKind.BAD_REQUEST, ProblemKind.SERVER_ERROR)
_NO_PAGE = (
    *_REFUSED,
    ProblemKind.NOT_FOUND,
    ProblemKind.UNAUTHORIZED,  # a proxy may guard all but the API; the chat tells of a wrong key
    ProblemKind.BAD_RESPONSE,
)


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the prompts say of a model on a server.

    `dialect` continues a begun turn in the way that was seen to keep it whole, or
    says that there is none. `opens_in_thought` is as in `ModelSpec`.
    """

    dialect: Dialect
    opens_in_thought: bool


async def read_rendering(endpoint: Endpoint, limits: Limits) -> Rendering | None:
    """Look at the prompts of begun turns; `None` where the server shows none.

    It is not kept: it takes milliseconds, and another model may be served at the
    same address, under the same name, the next time.

    Raises:
        Trouble: the server cannot be asked now.
    """
    if endpoint.dialect.render_path is None:
        return None
    async with open_http(endpoint, limits) as http:
        reader = _Reader(http, endpoint, limits)
        try:
            asked = await reader.prompt(endpoint.dialect)
        except Trouble as trouble:
            if trouble.retriable or trouble.problem.kind not in _NO_PAGE:
                raise
            return None
        return await reader.find_way(asked)


class _Reader:
    """Reads the prompts that one server makes of one question."""

    def __init__(self, http: httpx.AsyncClient, endpoint: Endpoint, limits: Limits) -> None:
        self._http = http
        self._endpoint = endpoint
        self._limits = limits
        self._tags = endpoint.tags[0]

    async def find_way(self, asked: str) -> Rendering:
        """The way to continue a turn that keeps thought and answer what they are.

        `asked` is the prompt of the question alone.
        """
        opens = asked.rstrip().endswith(self._tags.open)
        head = _without_thought(asked, self._tags)
        plain = replace(self._endpoint.dialect, prefill="plain")
        if await self._keeps(plain, head, opened=opens):
            return Rendering(plain, opens)
        space = await self._template_space()
        if space is not None:
            fields = replace(plain, prefill="fields", template_space=space)
            if await self._keeps(fields, head, opened=False):
                return Rendering(fields, opens)
        return Rendering(replace(plain, prefill="none"), opens)

    async def _keeps(self, dialect: Dialect, head: str, *, opened: bool) -> bool:
        """Whether the prompt of each begun turn is `head` and that turn, white space aside."""
        for turn in _turns(self._tags):
            text = turn.removeprefix(f"{self._tags.open}\n") if opened else turn
            prompt = await self._prompt_of(dialect, text)
            if prompt is None or _solid(prompt) != _solid(head + turn):
                return False
        return True

    async def _template_space(self) -> Space | None:
        """What the template writes around thought and answer, if they have fields."""
        opening, closing = self._tags.open, self._tags.close
        fields = replace(self._endpoint.dialect, prefill="fields")
        prompt = await self._prompt_of(fields, f"{opening}{_THOUGHT}{closing}{_ANSWER}")
        opening, closing = re.escape(opening), re.escape(closing)
        found = re.search(rf"{opening}(\s*){_THOUGHT}(\s*){closing}(\s*){_ANSWER}\Z", prompt or "")
        return None if found is None else (found[1], found[2], found[3])

    async def _prompt_of(self, dialect: Dialect, turn: str) -> str | None:
        """The prompt with this begun turn, `None` where the server refuses it."""
        try:
            return await self.prompt(dialect, Message("assistant", turn))
        except Trouble as trouble:
            if trouble.problem.kind in _REFUSED:
                return None
            raise

    async def prompt(self, dialect: Dialect, *begun: Message) -> str:
        """The prompt of the question, and of the turn begun after it.

        Raises:
            Trouble: there is no such page, or the server refuses the messages.
        """
        endpoint = replace(self._endpoint, dialect=dialect)
        request = ChatRequest((_QUESTION, *begun), _AS_SERVED, None, continues=bool(begun))
        url = f"{endpoint.root_url}{dialect.render_path}"
        data = await get_json(self._http, endpoint, url, self._limits, chat_body(endpoint, request))
        prompt = data.get("prompt")
        if not isinstance(prompt, str):
            raise bad_response(endpoint, "shows no prompt")
        return prompt


def _turns(tags: ThinkingTags) -> tuple[str, ...]:
    """Turns as they are begun to force a budget: thinking, answering, not thinking."""
    opened = f"{tags.open}\n"
    closed = f"\n{tags.close}\n\n"
    thought = f"{opened}{_THOUGHT}"
    return (
        opened,
        thought,
        f"{thought}{closed}",
        f"{thought}{closed}{_ANSWER}",
        f"{opened}{closed}",
    )


def _without_thought(prompt: str, tags: ThinkingTags) -> str:
    """The prompt without a thought that the template begins, or leaves out, at its end."""
    opening, closing = re.escape(tags.open), re.escape(tags.close)
    return re.sub(rf"(?:{opening}\s*)?(?:{closing}\s*)?\Z", "", prompt)


def _solid(text: str) -> str:
    """The text without its white space, which templates trim as they like."""
    return "".join(text.split())
