"""Turns what went wrong with a server into a problem a user can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jevons.core.models.chunks import ServerError, parse_json, server_error
from jevons.core.models.endpoint import Endpoint
from jevons.core.models.retry import parse_retry_after
from jevons.core.problems import Problem, ProblemError, ProblemKind

SHOWN = 200
"""Characters of a server's text that a message repeats."""

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_WORDS = {"invalid_request": 400, "authentication": 401, "rate_limit": 429, "quota": 429}
"""Statuses for the words of errors that come without one."""

_CONTEXT_WORDS = re.compile(
    r"context.?(length|size|window)|maximum context|exceed_context_size|prompt is too long", re.I
)


class Trouble(ProblemError):
    """A problem with a server, and whether trying again may help."""

    def __init__(
        self, problem: Problem, *, retriable: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(problem)
        self.retriable = retriable
        self.retry_after_s = retry_after_s


def quoted(text: str, endpoint: Endpoint) -> str:
    """A server's text as it may be shown: one short line, no control characters, no key."""
    if endpoint.api_key is not None:
        text = endpoint.api_key.hide_in(text)
    title = re.search(r"<title[^>]*>(.*?)</title>", text[:10_000], re.I | re.S)
    if title:
        text = title.group(1)
    line = "".join(c if c.isprintable() else " " for c in text[: 10 * SHOWN])
    line = " ".join(line.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def unreachable(endpoint: Endpoint, reason: str) -> Trouble:
    """No connection, or one that broke before the reply."""
    remedy = "check that the server runs and that its address is right"
    what = f"{endpoint.host} cannot be reached ({quoted(reason, endpoint)})"
    return Trouble(Problem(ProblemKind.UNREACHABLE, what, remedy=remedy), retriable=True)


def bad_address(endpoint: Endpoint) -> Trouble:
    """The base URL is not one."""
    what = f"the base URL of {endpoint.model or 'the server'} is not a web address"
    remedy = "it should look like http://127.0.0.1:8000/v1"
    return Trouble(Problem(ProblemKind.BAD_SETTING, what, remedy=remedy))


def bad_environment(endpoint: Endpoint) -> Trouble:
    """What the environment says about proxies or certificates cannot be followed."""
    what = (
        f"the proxy or the certificates that the environment names for {endpoint.host} are no use"
    )
    remedy = "check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE (a SOCKS proxy needs httpx[socks])"
    return Trouble(Problem(ProblemKind.BAD_SETTING, what, remedy=remedy))


def silent(endpoint: Endpoint, seconds: float, *, began: bool) -> Trouble:
    """Nothing came for too long."""
    more = "nothing more" if began else "nothing"
    what = f"{more} came from {endpoint.host} for {seconds:g} s"
    remedy = "try again, or look whether the server is overloaded"
    return Trouble(Problem(ProblemKind.TIMED_OUT, what, remedy=remedy))


def cut_stream(endpoint: Endpoint, reason: str, *, began: bool) -> Trouble:
    """The connection ended before the reply did."""
    what = f"{endpoint.host} broke off in the middle ({quoted(reason, endpoint)})"
    problem = Problem(ProblemKind.CUT_STREAM, what, remedy="try again")
    return Trouble(problem, retriable=not began)


def bad_response(endpoint: Endpoint, what: str, text: str = "") -> Trouble:
    """The reply is not what such a server sends."""
    shown = quoted(text, endpoint)
    what = f"{endpoint.host} {what}" + (f": {shown}" if shown else "")
    remedy = "check that the base URL leads to an OpenAI-compatible server"
    return Trouble(Problem(ProblemKind.BAD_RESPONSE, what, remedy=remedy))


def overrun(endpoint: Endpoint, asked: int | None) -> Trouble:
    """The stream went far past what was asked for, and was closed."""
    bound = f"far more than the {asked:,} tokens asked for" if asked else "more than can be taken"
    what = f"{endpoint.host} sent {bound}, so the stream was closed"
    remedy = "check that the server honours the limit of tokens"
    return Trouble(Problem(ProblemKind.BAD_RESPONSE, what, remedy=remedy))


def refusal(endpoint: Endpoint, status: int, headers: Mapping[str, str], body: bytes) -> Trouble:
    """The problem behind a status that is not a success."""
    if 300 <= status < 400:
        where = headers.get("location", "nowhere")
        return _moved(endpoint, where)
    data = parse_json(body)
    told = server_error(data) if data is not None else None
    error = told or ServerError(body.decode("utf-8", "replace"))
    wait = parse_retry_after(headers.get("retry-after"))
    return _by_code(endpoint, status, error, wait)


def told_in_stream(endpoint: Endpoint, error: ServerError) -> Trouble:
    """The problem behind an error object where a piece of the reply was due."""
    status = error.code
    if status is None or not 400 <= status < 600:
        status = next((number for word, number in _WORDS.items() if word in error.word), 500)
    return _by_code(endpoint, status, error, None)


def _moved(endpoint: Endpoint, where: str) -> Trouble:
    shown = quoted(re.sub(r"//[^/@]*@", "//", where.partition("?")[0]), endpoint)
    what = f"{endpoint.host} sends requests on to {shown}"
    remedy = "set the base URL to where the API really is"
    return Trouble(Problem(ProblemKind.BAD_RESPONSE, what, remedy=remedy))


def _by_code(
    endpoint: Endpoint, status: int, error: ServerError, retry_after_s: float | None
) -> Trouble:
    text = quoted(error.text, endpoint)
    says = f": {text}" if text else f" (status {status})"
    host = endpoint.host

    def trouble(kind: ProblemKind, what: str, remedy: str, *, retriable: bool = False) -> Trouble:
        problem = Problem(kind, what, remedy=remedy, details=f"status {status}{says}")
        return Trouble(problem, retriable=retriable, retry_after_s=retry_after_s)

    if status in (401, 403):
        return trouble(*_unauthorized(endpoint, says))
    if status == 404:
        return trouble(*_not_found(endpoint, text))
    if status == 429:
        spent = "insufficient_quota" in error.word
        what = f"{host} refuses more requests for now{says}"
        remedy = "see to the account's credit" if spent else "wait, or send fewer at a time"
        return trouble(ProblemKind.RATE_LIMITED, what, remedy, retriable=not spent)
    if _CONTEXT_WORDS.search(f"{error.word} {error.text}"):
        remedy = "shorten the conversation, or lower the budget or the limit of tokens"
        return trouble(ProblemKind.CONTEXT_FULL, f"the context is full{says}", remedy)
    if status in _RETRIED or status >= 500:
        what = f"{host} had an error of its own{says}"
        remedy = "try again; the server's log may say more"
        return trouble(ProblemKind.SERVER_ERROR, what, remedy, retriable=status in _RETRIED)
    remedy = "change or unset what it names"
    return trouble(ProblemKind.BAD_REQUEST, f"{host} refused the request{says}", remedy)


def _unauthorized(endpoint: Endpoint, says: str) -> tuple[ProblemKind, str, str]:
    where = f"the environment variable {endpoint.key_env}" if endpoint.key_env else "its settings"
    if endpoint.api_key is None:
        what = f"{endpoint.host} asks for an API key{says}"
        return ProblemKind.UNAUTHORIZED, what, f"put the key into {where}"
    what = f"{endpoint.host} refused the API key{says}"
    return ProblemKind.UNAUTHORIZED, what, f"check the key in {where}"


def _not_found(endpoint: Endpoint, text: str) -> tuple[ProblemKind, str, str]:
    if "model" in text.lower():
        what = f"{endpoint.host} has no model {endpoint.model}: {text}"
        return ProblemKind.NOT_FOUND, what, "choose one of the models it serves"
    what = f"{endpoint.host} has no chat at that address" + (f": {text}" if text else "")
    return ProblemKind.NOT_FOUND, what, "check the base URL; it usually ends in /v1"
