"""The models that can be asked: those that were pulled and those that the user added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from jevons.core.models import models_file
from jevons.core.models.catalogue import CatalogueEntry, Thinking, load_catalogue
from jevons.core.models.fetched import is_pulled, weights_path
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import SamplingParams

TAGS = ("<think>", "</think>")


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """All that is known of a model before it is asked.

    An `embedded` one is the GGUF file at `path`; a `server`'s is `server_model` at
    `base_url`, and `key_env` names the environment variable with its key. `dialect`
    is `None` where it is to be found out. A model whose `thinking` is `native` thinks
    of itself, between `tags`; a `prompted` one is asked to. `opens_in_thought` says
    that the chat template opens the thought. `context` is in tokens, `default_budget`
    the tokens of thinking (`None`: unlimited). `usd_per_hour` is what the machine
    costs, `price_model` the model of the price book whose prices apply.
    """

    name: str
    title: str
    kind: Literal["embedded", "server"]
    path: Path | None
    base_url: str | None
    server_model: str | None
    key_env: str | None
    dialect: str | None
    thinking: Thinking
    tags: tuple[str, str]
    opens_in_thought: bool
    params: SamplingParams
    context: int | None
    system_prompt: bool
    default_budget: int | None
    usd_per_hour: float | None = None
    price_model: str | None = None


def installed_models() -> list[ModelSpec]:
    """Every model that can be asked now: the pulled ones, then the added ones.

    Raises:
        ProblemError: BAD_SETTING: the file of added models is damaged.
    """
    pulled = [_of_catalogue(entry) for entry in load_catalogue().values() if is_pulled(entry)]
    return pulled + [of_row(name, row) for name, row in models_file.read().items()]


def find_model(name: str) -> ModelSpec:
    """The model of that name.

    Raises:
        ProblemError: UNKNOWN_MODEL (the remedy says how to pull it, or names that
            are near), or BAD_SETTING as for `installed_models`.
    """
    entry = load_catalogue().get(name)
    if entry and is_pulled(entry):
        return _of_catalogue(entry)
    if entry:
        raise ProblemError.of(
            ProblemKind.UNKNOWN_MODEL,
            f"{name} is not on this machine yet",
            remedy=f"jevons models pull {name}",
        )
    rows = models_file.read()
    if name in rows:
        return of_row(name, rows[name])
    near = get_close_matches(name, [*load_catalogue(), *rows], n=3, cutoff=0.4)
    raise ProblemError.of(
        ProblemKind.UNKNOWN_MODEL,
        f"there is no model {name!r}",
        remedy=f"did you mean {' or '.join(near)}?" if near else "jevons models lists them",
    )


def model_to_begin_with(
    wanted: Iterable[str], no_news: str = ""
) -> tuple[ModelSpec | None, list[Problem]]:
    """The first of the `wanted` that can be asked, else any that can; `None` if there is none.

    The problems say what is wrong with those passed over, except the one called `no_news`,
    and which was taken instead.
    """
    problems: list[Problem] = []
    found: ModelSpec | None = None
    try:
        for name in dict.fromkeys(wanted):
            try:
                found = find_model(name)
                break
            except ProblemError as error:
                if error.problem.kind is not ProblemKind.UNKNOWN_MODEL:
                    raise
                problems += [] if name == no_news else [error.problem]
        else:
            found = next(iter(installed_models()), None)
    except ProblemError as error:  # the file of added models is damaged
        problems.append(error.problem)
    kept = f"{found.name} is asked instead" if found else ""
    return found, [problem.keeping(kept) for problem in problems]


def _of_catalogue(entry: CatalogueEntry) -> ModelSpec:
    return ModelSpec(
        name=entry.name,
        title=entry.title,
        kind="embedded",
        path=weights_path(entry).resolve(),
        base_url=None,
        server_model=None,
        key_env=None,
        dialect=None,
        thinking=entry.thinking,
        tags=entry.tags,
        opens_in_thought=False,
        params=entry.params(),
        context=entry.engine_context,
        system_prompt=entry.system_prompt,
        default_budget=entry.default_budget,
    )


def of_row(name: str, row: Mapping[str, Any]) -> ModelSpec:
    """The model that a table of the user's file describes; the table was checked."""
    path = row.get("path")
    opening, closing = row.get("tags", TAGS)
    return ModelSpec(
        name=name,
        title=row.get("title", name),
        kind=row["kind"],
        path=Path(path) if path else None,
        base_url=row.get("base_url"),
        server_model=row.get("server_model"),
        key_env=row.get("key_env"),
        dialect=row.get("dialect"),
        thinking=row.get("thinking", "native"),
        tags=(opening, closing),
        opens_in_thought=row.get("opens_in_thought", False),
        params=SamplingParams(**row.get("params", {})),
        context=row.get("context"),
        system_prompt=row.get("system_prompt", True),
        default_budget=row.get("default_budget"),
        usd_per_hour=row.get("usd_per_hour"),
        price_model=row.get("price_model"),
    )
