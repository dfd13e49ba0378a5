"""The models: the engine and its weights, and the servers that were added."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator

from jevons.core.child_environment import child_environment
from jevons.core.doctor.findings import Finding, Health
from jevons.core.models.dialects import load_dialects
from jevons.core.models.endpoint import Endpoint, Limits, host_of
from jevons.core.models.engine.launch import engine_is_alive, last_log_lines
from jevons.core.models.engine.plan import plan_engine
from jevons.core.models.keys import ApiKey, find_key
from jevons.core.models.registry import ModelSpec, installed_models
from jevons.core.models.transport import get_json, open_http
from jevons.core.problems import ProblemError
from jevons.core.visible_text import one_line

PATIENCE = Limits(connect_s=5.0, page_s=10.0)


def known_models() -> tuple[list[ModelSpec], list[Finding]]:
    """The models that can be asked, and what is wrong with the list of them."""
    try:
        models = installed_models()
    except ProblemError as error:
        problem = error.problem
        return [], [Finding("models", "list", problem.what, Health.ILL, problem.remedy)]
    if models:
        return models, []
    advice = "jevons models pull smollm2-135m, or jevons models add NAME --url …"
    return [], [Finding("models", "list", "there is no model yet", Health.NOTE, advice)]


def engine(models: list[ModelSpec]) -> Iterator[Finding]:
    """Whether llama.cpp can be loaded, and how each embedded model fits the machine."""
    fault = _loading_fault()
    if fault:
        advice = "install what it names (libgomp.so.1 is in Debian's libgomp1), or jevons again"
        yield Finding("engine", "llama.cpp", f"cannot be loaded: {fault}", Health.ILL, advice)
        return
    yield Finding("engine", "llama.cpp", "loads")
    for spec in models:
        if spec.path is None:
            continue
        try:
            plan = plan_engine(spec.path, spec.context)
        except ProblemError as error:
            yield Finding("engine", spec.name, error.problem.what, Health.ILL, error.problem.remedy)
            continue
        state = "runs now" if engine_is_alive(spec.path) else "starts when it is asked"
        size = f"{plan.memory_bytes / 1e9:.1f} GB, {plan.slots} slots of {plan.context:,} tokens"
        yield Finding("engine", spec.name, f"{state}; {size}, {plan.threads} threads")
        last = next((line for line in last_log_lines(spec.path) if "error" in line.lower()), "")
        if last:
            yield Finding("engine", spec.name, f"its last error: {last}", Health.NOTE)


def _loading_fault() -> str:
    """Why llama.cpp cannot be loaded; empty if it can. A process of its own may crash over it."""
    command = [sys.executable, "-P", "-c", "import xllamacpp"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            env=child_environment({}),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stderr.strip().splitlines()
    return (
        one_line(said[-1] if said else f"it ended with {done.returncode}", 200)
        if done.returncode
        else ""
    )


async def servers(models: list[ModelSpec]) -> AsyncIterator[Finding]:
    """Whether each server that was added answers, and takes the key."""
    for spec in models:
        if spec.base_url is not None:
            yield await _server(spec)


async def _server(spec: ModelSpec) -> Finding:
    assert spec.base_url is not None
    try:
        key = find_key(spec.key_env, spec.name)
        if spec.key_env and key is None:
            advice = f"set {spec.key_env}, or keep the key in the keyring"
            return Finding("servers", spec.name, f"{spec.key_env} is not set", Health.ILL, advice)
        listed, seconds = await _listed(spec, key)
    except ProblemError as error:
        return Finding("servers", spec.name, error.problem.what, Health.ILL, error.problem.remedy)
    answers = f"{host_of(spec.base_url)} answers in {seconds * 1000:.0f} ms"
    if listed and spec.server_model not in listed:
        found = f"{answers}, and does not list {one_line(spec.server_model or '', 40)}"
        has = one_line(", ".join(sorted(listed)[:5]), 200)
        return Finding("servers", spec.name, found, Health.NOTE, f"it lists {has}")
    return Finding("servers", spec.name, answers)


async def _listed(spec: ModelSpec, key: ApiKey | None) -> tuple[set[str], float]:
    """The models that a server lists, and the seconds it took to.

    Raises:
        ProblemError: it cannot be reached, refuses the key, or answers with no list.
    """
    assert spec.base_url is not None
    dialect = load_dialects()[spec.dialect or "generic"]
    endpoint = Endpoint(
        spec.base_url, spec.server_model or spec.name, dialect, (), None, key, spec.key_env
    )
    began = time.monotonic()
    async with open_http(endpoint, PATIENCE) as http:
        page = await get_json(http, endpoint, endpoint.url("/models"), PATIENCE)
    rows = page.get("data")
    named = rows if isinstance(rows, list) else []
    listed = {str(row["id"]) for row in named if isinstance(row, dict) and "id" in row}
    return listed, time.monotonic() - began
