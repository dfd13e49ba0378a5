"""Fitting a conversation into a model's context."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Message

BYTES_PER_TOKEN = 3.0
"""A cautious share: English text has about 4.2 bytes a token, digits and code fewer."""

TOKENS_PER_MESSAGE = 12
"""What a chat template adds to a message, at most."""

LEAST_THOUGHT = 32
"""Tokens of thinking below which it is better to drop an old turn."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Messages that fit, how many old questions were dropped, and the room for a thought.

    `thinking_room` is `None` where the context is not known.
    """

    messages: tuple[Message, ...]
    dropped: int
    thinking_room: int | None


def estimate_tokens(messages: tuple[Message, ...]) -> int:
    """About how many tokens the messages take, rather too many than too few."""
    return sum(TOKENS_PER_MESSAGE + _estimate(message.content) for message in messages)


def _estimate(text: str) -> int:
    return round(len(text.encode(errors="replace")) / BYTES_PER_TOKEN)


def fit(
    messages: tuple[Message, ...],
    context: int | None,
    answer_tokens: int,
    thinks: bool,
    thought: str = "",
) -> Fitted:
    """Drop the oldest questions, with their answers, until the rest fits.

    `answer_tokens` are kept free for the answer, and room for a `thought` to go on
    with. The last message is the question and always stays.

    Raises:
        ProblemError: CONTEXT_FULL: the question alone does not fit.
    """
    if context is None:
        return Fitted(messages, 0, None)
    answer = min(answer_tokens, context // 2)
    reserve = answer + (LEAST_THOUGHT if thinks else 0)
    begun = _estimate(thought)
    dropped = 0
    while estimate_tokens(messages) + begun + reserve > context and len(messages) > 1:
        messages = drop_oldest(messages)
        dropped += 1
    needed = estimate_tokens(messages)
    if needed + reserve > context:
        raise ProblemError(too_long(needed, context))
    return Fitted(messages, dropped, max(LEAST_THOUGHT, context - needed - begun - answer))


def drop_oldest(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The conversation without its oldest question and the answer to it."""
    following = next((n for n, m in enumerate(messages) if n and m.role == "user"), 1)
    return messages[following:]


def too_long(needed: int, context: int) -> Problem:
    """The question alone is more than the model takes."""
    return Problem(
        ProblemKind.CONTEXT_FULL,
        f"the question is about {needed:,} tokens and the model takes {context:,}",
        kept="nothing was sent",
        remedy="shorten it, or choose a model with a longer context",
    )


def dropped_notice(dropped: int) -> Problem:
    """Old questions were left out of what the model is shown."""
    what = "question was" if dropped == 1 else f"{dropped} questions were"
    return Problem(
        ProblemKind.CONTEXT_FULL,
        f"the context is full: the oldest {what} not sent to the model",
        kept="the conversation itself keeps them",
        remedy="start a new conversation to begin with an empty context",
    )
