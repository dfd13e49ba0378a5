"""An exam: questions, and how they are put to a model."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property

from jevons.core.records import Message, Question

BOXED = "Please reason step by step, and put your final answer within \\boxed{}."
"""The instruction that DeepSeek recommends for mathematics (arXiv 2501.12948, model card)."""


@dataclass(frozen=True)
class Exam:
    """Questions in their order, with the words around them.

    `name` says which exam it is (`gsm8k`, `arithmetic-1`); `source` where the questions
    come from: a file and its digest, or a suite with its level, seed and size.
    `instruction` follows each question in the user's turn, `system` goes before it as a
    turn of its own where it is not empty.
    """

    name: str
    questions: tuple[Question, ...]
    instruction: str = BOXED
    system: str = ""
    source: str = ""

    def messages(self, question: Question) -> tuple[Message, ...]:
        """The chat that puts `question` to a model."""
        text = f"{question.text}\n\n{self.instruction}" if self.instruction else question.text
        asked = Message("user", text)
        return (Message("system", self.system), asked) if self.system else (asked,)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all that is asked and accepted: equal for equal exams."""
        import hashlib  # OpenSSL behind it would hold up the start

        parts = [self.instruction, self.system, [asdict(question) for question in self.questions]]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
