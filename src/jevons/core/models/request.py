"""What is asked of a server, and the body that says it in the server's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from jevons.core.models.endpoint import Endpoint
from jevons.core.models.splitter import ThinkingTags
from jevons.core.records import Message, SamplingParams


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One completion to draw.

    `max_tokens` bounds this request, thinking included. With `continues` the last
    message is the assistant's and is gone on with. `in_thought` says where the
    reply starts (see `ThinkingSplitter`). `top_logprobs` asks for the log-probabilities of
    the tokens, and of so many of the likeliest at each place. `extra` is added to the body
    as it is.
    """

    messages: tuple[Message, ...]
    params: SamplingParams
    max_tokens: int | None
    stop: tuple[str, ...] = ()
    continues: bool = False
    in_thought: bool | None = None
    top_logprobs: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


def chat_url(endpoint: Endpoint, request: ChatRequest) -> str:
    """Where the request goes.

    Raises:
        ValueError: the endpoint's base URL is no address.
    """
    url = endpoint.url("/chat/completions")
    path = endpoint.dialect.prefill_path
    if not request.continues or path is None:
        return url
    return urlunsplit(urlsplit(url)._replace(path=f"{path}/chat/completions"))


def chat_body(endpoint: Endpoint, request: ChatRequest) -> dict[str, Any]:
    """The JSON body of the request.

    Every sampling parameter that is set is sent, for servers have defaults of
    their own; a server that refuses one says so.
    """
    dialect, params = endpoint.dialect, request.params
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [_message(message) for message in request.messages],
        "stream": True,
    }
    optional = {
        "stream_options": {"include_usage": True} if dialect.include_usage else None,
        "temperature": params.temperature,
        "top_p": params.top_p,
        "top_k": params.top_k,
        "min_p": params.min_p,
        "seed": params.seed,
        dialect.max_tokens_field: request.max_tokens,
        "stop": list(request.stop) or None,
        "logprobs": request.top_logprobs and True,
        "top_logprobs": request.top_logprobs,
    }
    body |= {name: value for name, value in optional.items() if value is not None}
    if request.continues:
        if dialect.prefill == "prefix":
            body["messages"][-1] |= _prefix(request, endpoint.tags)
        elif dialect.prefill == "fields":
            message, field = _fields(request, endpoint)
            body["messages"][-1] |= message
            body |= {"add_generation_prompt": False, "continue_final_message": field}
        body = merged(merged(body, dialect.prefill_body), dialect.raw_body)
    return merged(body, request.extra)


def merged(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """`body` with `extra` laid over it, object by object."""
    result = dict(body)
    for name, value in extra.items():
        old = result.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = merged(old, value)
        result[name] = value
    return result


def _message(message: Message) -> dict[str, Any]:
    # A terminal may hand in bytes that are no text; no body can carry them.
    content = message.content.encode("utf-8", "replace").decode("utf-8")
    return {"role": message.role, "content": content}


def _prefix(request: ChatRequest, tags: tuple[ThinkingTags, ...]) -> dict[str, Any]:
    """The marked last message, with its thought in the field that DeepSeek has for it.

    Source: DeepSeek API reference, create chat completion, assistant message
    (`prefix` and `reasoning_content`, both beta).
    """
    thought, answer = _begun(request, tags)
    if thought is None:
        return {"prefix": True}
    if answer is None:
        return {"prefix": True, "reasoning_content": thought.lstrip(), "content": ""}
    return {"prefix": True, "reasoning_content": thought.strip(), "content": answer.lstrip()}


def _fields(request: ChatRequest, endpoint: Endpoint) -> tuple[dict[str, Any], str]:
    """The last message with thought and answer in their fields, and the one that goes on.

    The answer is a part of text, be it empty: llama-server takes a turn of empty
    strings for none at all. Source: llama.cpp, common/chat.cpp and
    common/chat-auto-parser-generator.cpp (`continue_final_message`).
    """
    thought, answer = _begun(request, endpoint.tags)
    after_open, before_close, after_close = endpoint.dialect.template_space
    part = {"type": "text", "text": (answer or "").removeprefix(after_close)}
    message: dict[str, Any] = {"content": [part]}
    if thought is not None:
        thought = thought.removeprefix(after_open)
        message["reasoning_content"] = (
            thought if answer is None else thought.removesuffix(before_close)
        )
    return message, "reasoning_content" if answer is None else "content"


def _begun(request: ChatRequest, tags: tuple[ThinkingTags, ...]) -> tuple[str | None, str | None]:
    """Thought and answer of the begun turn, each `None` where it has not begun."""
    text = _message(request.messages[-1])["content"]
    for tag in tags:
        opened = text.removeprefix(tag.open)
        thought, closed, answer = opened.partition(tag.close)
        if closed:
            return thought, answer
        if opened != text or request.in_thought:
            return opened, None
    return None, text
