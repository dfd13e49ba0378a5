"""How an engine runs one model on this machine: slots, context, threads, chat template."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jevons.core.models.engine.resources import available_memory, usable_cores
from jevons.core.models.gguf import ModelFile, read_model_file
from jevons.core.problems import ProblemError, ProblemKind

DEFAULT_CONTEXT = 8192
"""Tokens of context a conversation gets, unless the model was made for fewer."""

SLOTS = (4, 2, 1)
"""Requests drawn at once: the first that fits.

Measured with SmolLM2 135M on two cores: four requests at once make 50 tokens/s
through 1 slot, 72 through 2, 75 through 4, 72 through 8; one request alone makes 57
whatever the number of slots. A cache shared by the slots saves memory, yet fails long
requests that meet in it.
"""

SHARE = 0.5
"""The part of the free memory that several slots may take; a single one may take all."""

BUFFER_BYTES = 512 * 1024 * 1024
"""Working memory besides the weights and the attention cache; `CACHE_MIB` is part of it."""

UNBOUNDED = 1 << 62
"""Bytes that no machine has."""

CACHE_MIB = 256
"""Prompts kept besides those in the slots."""


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What an engine may take of a machine that is shared; `None` is all that is free.

    `threads` are cores, `memory_bytes` bound what it allocates (the weights are the file
    itself), and `niceness` is how far it stands back for others, from 0 to 19.
    """

    threads: int | None = None
    memory_bytes: int | None = None
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """`context` is in tokens and for each slot. `chat_template` is `""` for the model's own."""

    model: Path
    context: int
    slots: int
    threads: int
    memory_bytes: int
    chat_template: str


def plan_engine(
    model: Path,
    context: int | None = None,
    limits: EngineLimits = EngineLimits(),
) -> EnginePlan:
    """Fit a model to this machine.

    Args:
        model: the GGUF file.
        context: tokens for each conversation; the model's own limit bounds it.
        limits: what it may take of the machine.

    Raises:
        ProblemError: BAD_MODEL_FILE, or NO_MEMORY if not even one slot fits.
    """
    file = read_model_file(model)
    tokens = min(context or DEFAULT_CONTEXT, file.context)
    available = min(available_memory(), limits.memory_bytes or UNBOUNDED)
    for slots in SLOTS:
        needed = file.size_bytes + file.kv_bytes * tokens * slots + BUFFER_BYTES
        if needed <= (available if slots == 1 else SHARE * available):
            return EnginePlan(
                model, tokens, slots, limits.threads or usable_cores(), needed, _chat_template(file)
            )
    raise ProblemError.of(
        ProblemKind.NO_MEMORY,
        f"{model.stem} needs {needed / 1e9:.1f} GB of memory and may take {available / 1e9:.1f} GB",
        remedy="close other programs, raise the setting memory_gb if that is the limit, take a"
        " smaller model, or run it on a server",
    )


def _chat_template(file: ModelFile) -> str:
    """The template that takes the place of the model's own, if any.

    llama.cpp knows R1's template and puts an empty closed thought before a turn that
    is to be continued, so that no thought could be. Ours writes the same turns and
    says nothing of thinking: the thought is opened by who asks.
    """
    if file.is_deepseek_r1:
        return files(__package__).joinpath("deepseek_r1.jinja").read_text("utf-8")
    return ""
