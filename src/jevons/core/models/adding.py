"""Adding models of the user's own, and taking models away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

from jevons.core import paths
from jevons.core.models import models_file
from jevons.core.models.catalogue import Thinking, load_catalogue
from jevons.core.models.dialects import load_dialects
from jevons.core.models.engine.plan import DEFAULT_CONTEXT
from jevons.core.models.gguf import read_model_file
from jevons.core.models.registry import ModelSpec, find_model, of_row
from jevons.core.problems import ProblemError, ProblemKind

PROMPTED_BUDGET = 256
"""Tokens of thinking for a model that was not trained to think, and seldom ends by itself."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_KEY_LIKE = re.compile(
    r"(?:sk|rk|pk|hf|gsk|xai|pplx|nvapi|AIza|ghp|glpat)_?[A-Za-z0-9]{16,}|(?=.*[a-z])(?=.*\d).{24,}"
)


class ServerSettings(TypedDict, total=False):
    """What may be said of a server's model besides where it is; see `ModelSpec`."""

    key_env: str | None
    dialect: str | None
    thinking: Thinking
    context: int | None
    usd_per_hour: float | None
    price_model: str | None


def add_server(name: str, url: str, model: str, **settings: Unpack[ServerSettings]) -> ModelSpec:
    """Add a model behind an OpenAI-compatible server, and write it down.

    Raises:
        ProblemError: BAD_INPUT: a part of it cannot be; or the file of added models
            is damaged (BAD_SETTING) or cannot be written (READ_ONLY, NO_SPACE).
    """
    check_new_name(name)
    _check_url(url)
    _check_variable(settings.get("key_env"))
    _check_dialect(settings.get("dialect"))
    row = {"kind": "server", "base_url": url.rstrip("/"), "server_model": model, **settings}
    if settings.get("thinking") == "prompted":
        row["default_budget"] = PROMPTED_BUDGET
    return _add(name, row)


def add_gguf(name: str, path: Path, *, thinking: Thinking | None = None) -> ModelSpec:
    """Add a local GGUF file, and write it down; what is not said is read from the file.

    Raises:
        ProblemError: BAD_INPUT, BAD_MODEL_FILE, or as for `add_server`.
    """
    check_new_name(name)
    file = read_model_file(path)
    thinks = thinking or file.thinking
    row = {
        "kind": "embedded",
        "title": file.name if file.name.isprintable() else path.stem,
        "path": str(path.resolve()),
        "thinking": thinks,
        "opens_in_thought": file.opens_in_thought and not file.is_deepseek_r1,
        "system_prompt": not file.is_deepseek_r1,
        "context": min(file.context, DEFAULT_CONTEXT),
        "default_budget": PROMPTED_BUDGET if thinks == "prompted" else None,
    }
    return _add(name, row)


def check_new_name(name: str) -> None:
    """See that a model can be added under a name.

    Raises:
        ProblemError: BAD_INPUT: it cannot be a name, or is taken; BAD_SETTING as above.
    """
    if not _NAME.fullmatch(name):
        raise _bad(
            f"{name[:64]!r} cannot be a model's name",
            "use letters, digits and . _ : - , at most 64 of them",
        )
    if name in load_catalogue():
        raise _bad(f"{name} is a model of the catalogue", f"jevons models pull {name}")
    if name in models_file.read():
        raise _bad(
            f"there is a model {name} already",
            f"choose another name, or: jevons models remove {name}",
        )


def remove(name: str) -> None:
    """Take a model away: the fetched file of a pulled one, the entry of an added one.

    A GGUF file that was added stays where it is, unless it was fetched for that.

    Raises:
        ProblemError: UNKNOWN_MODEL, or as for `add_server`.
    """
    entry = load_catalogue().get(name)
    path = find_model(name).path
    if entry is None:
        models_file.remove(name)
    try:
        if path and path.parent == paths.weights_dir().resolve():
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ProblemError.of(
            ProblemKind.READ_ONLY,
            f"{path} cannot be removed: {error.strerror}",
            remedy="make its directory writable",
        ) from error


def _add(name: str, row: Mapping[str, Any]) -> ModelSpec:
    given = {key: value for key, value in row.items() if value is not None}
    spec = of_row(name, given)
    models_file.add(name, given)
    return spec


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isprintable():
        raise _bad("that is not a server's address", "write it as http://host:8000/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _bad(
            "the address holds more than a host and a path",
            "put the key into an environment variable and name it with --key-env",
        )


def _check_variable(name: str | None) -> None:
    """Refuse what may be a key instead of a variable's name; it is not repeated."""
    if name is None:
        return
    if not _VARIABLE.fullmatch(name) or _KEY_LIKE.fullmatch(name):
        raise _bad(
            "key_env looks like a key, or cannot be the name of an environment variable",
            "put the key into a variable such as OPENAI_API_KEY and give that name",
        )


def _check_dialect(name: str | None) -> None:
    known = load_dialects()
    if name is not None and name not in known:
        raise _bad(f"there is no dialect {name!r}", f"choose one of {', '.join(known)}")


def _bad(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what, remedy=remedy)
