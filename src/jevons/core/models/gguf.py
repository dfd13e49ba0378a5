"""What a GGUF model file says of itself: its shape, context and chat template.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jevons.core.problems import ProblemError, ProblemKind

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_ENTRIES = 100_000
"""More metadata than any model has; a damaged count ends here."""

_SCALARS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
"""The format's numbers for kinds of value, as `struct` has them."""
_STRING = 8
_ARRAY = 9

_OPENS_IN_THOUGHT = re.compile(
    r"(?:[Aa]ssistant[|｜]>|assistant(?:\\n|\n))<think>(?:\\n|\n)?['\"]\s*-?\}\}"
)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The part of a model file's metadata that jevons needs.

    `context` is in tokens. `kv_bytes` is the memory that one token of context takes
    in the attention cache, in bytes, with 16-bit keys and values.
    """

    name: str
    architecture: str
    context: int
    kv_bytes: int
    chat_template: str
    size_bytes: int

    @property
    def thinking(self) -> Literal["native", "prompted"]:
        """`native` if the chat template knows of thinking, else `prompted`."""
        return "native" if re.search("</?think>", self.chat_template) else "prompted"

    @property
    def opens_in_thought(self) -> bool:
        """Whether the template ends the prompt with an open `<think>`, as R1's do."""
        return _OPENS_IN_THOUGHT.search(self.chat_template) is not None

    @property
    def is_deepseek_r1(self) -> bool:
        """Whether it speaks R1's chat format, as R1's distills do."""
        return "<｜User｜>" in self.chat_template and "</think>" in self.chat_template


def read_model_file(path: Path) -> ModelFile:
    """Read a model file's metadata; the weights are not touched.

    Raises:
        ProblemError: BAD_MODEL_FILE: it is not there, not GGUF, or damaged.
    """
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size < 24 or file.read(4) != MAGIC:
                raise _bad(path, "is not a GGUF model file")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                metadata = _Reader(content).metadata()
    except OSError as error:
        raise _bad(path, f"cannot be read: {error.strerror}") from error
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise _bad(path, "is damaged or cut short", repr(error)) from error
    return _model_file(path, metadata, size)


def _model_file(path: Path, metadata: dict[str, Any], size: int) -> ModelFile:
    architecture = str(metadata.get("general.architecture", ""))

    def of(key: str) -> int:
        value = metadata.get(f"{architecture}.{key}", 0)
        return value if isinstance(value, int) else 0

    layers, heads = of("block_count"), of("attention.head_count")
    if not architecture or not layers or not of("context_length"):
        raise _bad(path, "does not describe a language model")
    width = of("embedding_length") // heads if heads else 0
    key_width = of("attention.key_length") or width
    value_width = of("attention.value_length") or width
    kv_heads = of("attention.head_count_kv") or heads
    return ModelFile(
        name=str(metadata.get("general.name", "")) or path.stem,
        architecture=architecture,
        context=of("context_length"),
        kv_bytes=layers * kv_heads * (key_width + value_width) * 2,
        chat_template=str(metadata.get("tokenizer.chat_template", "")),
        size_bytes=size,
    )


def _bad(path: Path, what: str, details: str = "") -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_MODEL_FILE,
        f"{path.name} {what}",
        remedy="fetch it again or choose another file",
        details=f"{path}: {details}",
    )


class _Reader:
    """Walks through the header of a GGUF file."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._at = len(MAGIC)

    def metadata(self) -> dict[str, Any]:
        """All keys and their values; arrays are stepped over and are `None`."""
        version: int = self._scalar("I")
        if version not in VERSIONS:
            raise ValueError(f"GGUF version {version}")
        self._scalar("Q")  # the number of tensors
        entries: int = self._scalar("Q")
        if entries > MAX_ENTRIES:
            raise ValueError(f"{entries} entries")
        return {self._string(): self._value(self._scalar("I")) for _ in range(entries)}

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            return self._skip_array()
        return self._scalar(_SCALARS[kind])

    def _skip_array(self) -> None:
        kind: int = self._scalar("I")
        count: int = self._scalar("Q")
        if kind in _SCALARS:
            self._step(struct.calcsize("<" + _SCALARS[kind]) * count)
            return
        skip: Callable[[], None] = {_STRING: self._skip_string, _ARRAY: self._skip_array}[kind]
        for _ in range(count):
            skip()

    def _skip_string(self) -> None:
        self._step(self._scalar("Q"))

    def _string(self) -> str:
        start = self._at + 8
        self._skip_string()
        return self._content[start : self._at].decode("utf-8", "replace")

    def _scalar(self, code: str) -> Any:
        form = struct.Struct("<" + code)
        (value,) = form.unpack_from(self._content, self._at)
        self._at += form.size
        return value

    def _step(self, length: int) -> None:
        self._at += length
        if self._at > len(self._content):
            raise ValueError("the file ends inside its header")
