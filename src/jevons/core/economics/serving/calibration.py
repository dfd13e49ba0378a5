"""How much of a chip's figures a server achieves, as measured somewhere."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.bounds import bad_input, require_share

_FILE = Path(__file__).with_name("calibrations.toml")

OF_EXPERTS, OF_DENSE = "deepseek-fleet", "tensorrt-llm"
"""What holds where nothing is said: for mixtures of experts, and for dense models."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Achieved shares of a chip's figures.

    Of memory bandwidth and of peak compute in decode, of peak compute in prefill, and of
    the links' bandwidth.

    Raises:
        ProblemError: BAD_INPUT: a share that is none.
    """

    id: str
    name: str
    decode_bandwidth: float
    decode_compute: float
    prefill_compute: float
    links: float
    confidence: str = "D"
    source: str = ""

    def __post_init__(self) -> None:
        require_share(self, "decode_bandwidth", "decode_compute", "prefill_compute", "links")


@functools.cache
def calibrations() -> dict[str, Calibration]:
    """All calibrations known, by id; read once."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {id_: Calibration(id=id_, **table) for id_, table in tables.items()}


@functools.cache
def known_calibration(name: str) -> Calibration:
    """A calibration by its id.

    Raises:
        ProblemError: BAD_INPUT.
    """
    found = calibrations().get(name.strip().lower())
    if found is None:
        raise bad_input(f"no calibration {name[:60]} is known", f"use {', '.join(calibrations())}")
    return found
