"""Tells thinking from answer in what a model writes.

Some servers hand the thought over in a field of its own; others leave it in the
text, between tags. Then any of this happens: both tags, a close tag with no open
tag (the prompt opened the thought), an open tag never closed (the thought was
cut), a tag in pieces, or several tags in one piece.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from jevons.core.events import AnswerDelta, AnswerWasThinking, ThinkingDelta
from jevons.core.models.dialects import read_table

SplitEvent = ThinkingDelta | AnswerDelta | AnswerWasThinking


@dataclass(frozen=True, slots=True)
class ThinkingTags:
    """What a model writes around its thought.

    Raises:
        ValueError: a tag is empty, or begins or ends with white space.
    """

    open: str
    close: str

    def __post_init__(self) -> None:
        for tag in (self.open, self.close):
            if not tag or tag != tag.strip():
                raise ValueError(f"{tag!r} cannot be a thinking tag")


KNOWN_TAGS = tuple(ThinkingTags(**row) for row in read_table()["tags"])
"""The tags of known models; the usual ones come first."""


class _State(Enum):
    START = auto()  # nothing but white space so far: an open tag may come
    PLAIN = auto()  # no open tag came: answer, unless a close tag turns up
    THOUGHT = auto()  # in a thought that a close tag will end
    TOLD = auto()  # in a thought that the server itself keeps apart
    ANSWER = auto()  # past the thought: tags mean nothing any more


class ThinkingSplitter:
    """Splits one reply, fed in pieces of any size, in linear time.

    However a reply is cut into pieces, the texts of its events are the same, once
    `AnswerWasThinking` is obeyed: all that came as answer before it was thinking.

    Only the first thought counts: tags after it belong to the answer. White space
    around the open tag and around the close tag is dropped. All other white space
    is kept, so that a thought that was cut ends as the model left it. White space
    that may stand before a tag, and what may be the beginning of a tag, is held
    back until that is decided.

    `in_thought` says where the reply starts: `True` inside a thought that the
    prompt opened; `False` in an answer (then all of it is answer, whatever the
    server calls it); `None` where that is unknown.
    """

    def __init__(self, tags: tuple[ThinkingTags, ...], *, in_thought: bool | None = None) -> None:
        self._closes = {tag.open: tag.close for tag in tags}
        self._open_tag = _any_of(tuple(self._closes))
        self._close_tag = _any_of(tuple(tag.close for tag in tags))
        self._answer_only = in_thought is False
        self._starts_in_thought = in_thought is True
        self._state = _State.ANSWER if self._answer_only else _State.START
        self._space: list[str] = []  # white space held back, before `_partial`
        self._partial = ""  # the possible beginning of a tag
        self._trimming = False  # dropping the white space after a tag
        self._answered = False  # some answer was told
        self.closed = False
        """Whether a thought has ended."""

    @property
    def in_thought(self) -> bool:
        """Whether what comes next is known to be thinking."""
        if self._state is _State.START:
            return self._starts_in_thought
        return self._state in (_State.THOUGHT, _State.TOLD)

    def feed(self, text: str) -> list[SplitEvent]:
        """Take the next piece of the text."""
        if self._state is _State.TOLD and text:
            self._close()
        events: list[SplitEvent] = []
        rest = self._partial + text
        self._partial = ""
        while rest:
            if self._trimming:
                rest = rest.lstrip()
                self._trimming = not rest
            rest = self._step(rest, events)
        return events

    def feed_thinking(self, text: str) -> list[SplitEvent]:
        """Take a piece that the server itself calls thinking.

        From then on tags mean nothing: the text fed next is the answer.
        """
        if not text:
            return []
        if self._answer_only:
            return [AnswerDelta(text)]
        events = self.end() if self._answered or self._partial else []
        self._space.clear()
        self._state = _State.TOLD
        return [*events, ThinkingDelta(text)]

    def end(self) -> list[SplitEvent]:
        """Give out what was held back: the reply is over."""
        events: list[SplitEvent] = []
        self._emit(self._partial, events)
        self._partial = ""
        return events

    def _step(self, rest: str, events: list[SplitEvent]) -> str:
        """Deal with the head of `rest`; return what is still to be looked at."""
        if self._state is _State.START:
            return self._look_for_open(rest)
        if self._state in (_State.PLAIN, _State.THOUGHT):
            return self._look_for_close(rest, events)
        self._emit(rest, events)
        return ""

    def _look_for_open(self, rest: str) -> str:
        text = rest.lstrip()
        self._hold_space(rest[: len(rest) - len(text)])
        tag = self._open_tag.pattern.match(text)
        if tag:
            self._space.clear()
            self._close_tag = _any_of((self._closes[tag.group()],))
            self._state = _State.THOUGHT
            self._trimming = True
            return text[tag.end() :]
        if self._open_tag.may_start(text):
            self._partial = text
            return ""
        self._state = _State.THOUGHT if self._starts_in_thought else _State.PLAIN
        return text

    def _look_for_close(self, rest: str, events: list[SplitEvent]) -> str:
        tag = self._close_tag.pattern.search(rest)
        if tag is None:
            cut = self._close_tag.cut(rest)
            self._emit_but_space(rest[:cut], events)
            self._partial = rest[cut:]
            return ""
        if self._answered:
            events.append(AnswerWasThinking())
            self._answered = False
        self._state = _State.THOUGHT
        self._emit_but_space(rest[: tag.start()], events)
        self._space.clear()
        self._close()
        return rest[tag.end() :]

    def _close(self) -> None:
        self._state = _State.ANSWER
        self._trimming = not self._answered
        self.closed = True

    def _hold_space(self, space: str) -> None:
        if space:
            self._space.append(space)

    def _emit_but_space(self, text: str, events: list[SplitEvent]) -> None:
        """Tell `text`, holding the white space at its end back."""
        solid = text.rstrip()
        if solid:
            self._emit(solid, events)
        self._hold_space(text[len(solid) :])

    def _emit(self, text: str, events: list[SplitEvent]) -> None:
        """Tell the white space held back, then `text`."""
        text = "".join((*self._space, text))
        self._space.clear()
        if not text:
            return
        if self.in_thought:
            events.append(ThinkingDelta(text))
        else:
            self._answered = True
            events.append(AnswerDelta(text))


class _AnyOf:
    """Looks for the first of several tags."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        self._tags = tags
        self._longest = max((len(tag) for tag in tags), default=0)
        self._heads = re.compile("|".join(re.escape(tag[0]) for tag in tags) or "(?!)")
        self.pattern = re.compile("|".join(re.escape(tag) for tag in tags) or "(?!)")

    def may_start(self, text: str) -> bool:
        """Whether `text` is the beginning of a tag (no text begins each of them)."""
        return any(tag.startswith(text) for tag in self._tags)

    def cut(self, text: str) -> int:
        """Where an unfinished tag may begin at the end of `text`, which holds no whole one."""
        first = max(0, len(text) - self._longest + 1)
        for head in self._heads.finditer(text, first):
            if self.may_start(text[head.start() :]):
                return head.start()
        return len(text)


@lru_cache(maxsize=64)
def _any_of(tags: tuple[str, ...]) -> _AnyOf:
    """What looks for the tags; there are few sets of them, and many replies."""
    return _AnyOf(tags)
