"""The main job, whole: the real embedded model asked in the app and on the command line."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.engine.launch import stop_engine
from jevons.core.models.weights import weights_path
from jevons.core.runs.library import Library
from screens.app_driver import ask, ask_screen, running, until

MODEL = "smollm2-135m"

pytestmark = pytest.mark.model


@pytest.fixture
def weights(embedded_model: Path) -> Iterator[Path]:
    """The fetched weights in this test's own home; their engine is stopped at the end."""
    path = weights_path(load_catalogue()[MODEL])
    path.parent.mkdir(parents=True)
    path.symlink_to(embedded_model)
    yield path
    asyncio.run(stop_engine(path))


def test_a_question_is_asked_watched_steered_and_priced(weights: Path) -> None:
    async def whole_path() -> None:
        async with running(model=MODEL) as pilot:
            screen = ask_screen(pilot)
            await ask(pilot, "Tell me about the sea.")
            await until(pilot, lambda: screen.state.exchanges[-1].usage.thinking > 8)
            await pilot.press("ctrl+g")
            await until(pilot, lambda: not screen.state.live)
            first = screen.state.exchanges[-1]
            assert first.closed_by == "user"
            assert first.thinking
            assert first.answer

            await pilot.press("ctrl+down")
            await pilot.press("ctrl+down")
            assert screen.dialogue.dial.label() == "off"
            await ask(pilot, "And about ships?")
            await until(pilot, lambda: len(screen.state.exchanges) == 2 and not screen.state.live)
            second = screen.state.exchanges[-1]
            assert second.answer
            assert not second.thinking
            assert second.usage.prompt > first.usage.prompt

    asyncio.run(whole_path())
    library, _ = Library.open()
    stored = [turn.generations[-1] for turn in library.turns(library.conversations()[0].id)]
    assert [bool(generation.thinking) for generation in stored] == [True, False]
    for generation in stored:
        assert generation.cost is not None
        assert generation.cost.here_usd
        assert [price.model for price in generation.cost.elsewhere] == ["deepseek-r1", "o1"]


def test_the_budget_holds_to_the_token_on_the_command_line(weights: Path) -> None:
    command = [sys.executable, "-m", "jevons", "ask", "Count to a hundred.", "--json"]
    done = subprocess.run(
        [*command, "--think", "24", "--max-tokens", "16", "--seed", "1"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["usage"]["requested_thinking"] == 24
    assert 0 < answer["usage"]["thinking"] <= 24
    assert 0 < answer["usage"]["answer"] <= 16
    assert answer["usage"]["source"] == "reported"
    assert answer["cost"]["here_usd"] > 0
