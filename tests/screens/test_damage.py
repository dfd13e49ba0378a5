"""Damaged files, full disks, and what a user may throw at the app."""

from pathlib import Path

import pytest

from jevons.app import MOST_TOLD
from jevons.core import paths, settings, themes
from jevons.core.models import models_file, weights
from jevons.core.models.adding import add_gguf
from jevons.core.models.engine import plan
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.library import Library
from jevons.core.state.ask import Phase
from jevons.screens import ask_keeping
from model_files import write_gguf
from screens.app_driver import (
    LARGE,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    ended,
    frame,
    notices,
    press,
    reading,
    running,
    until,
    until_shown,
)
from servers.thinker import Thinker

THEMES = Path(__file__).parents[2] / "themes"


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


# Settings and themes.


@driven
async def test_a_corrupt_settings_file_is_told_by_line_and_does_not_stop_the_app():
    text = 'think = 256\nmodel = = "x"\nmouse = "perhaps"\nansers = 3\n'
    write(paths.settings_file(), text)
    async with asking(Thinker()) as (pilot, _):
        told = notices(pilot)
        assert "settings.toml, line 2" in told
        assert "line 3" in told
        assert "did you mean answer" in told or "no setting ansers" in told
        assert "think 256" in frame(pilot)
        await ask_and_wait(pilot, "How many?")
        assert ask_screen(pilot).state.phase is Phase.DONE
    assert paths.settings_file().read_text() == text


@driven
async def test_of_many_problems_at_the_start_the_first_are_shown_and_the_log_has_all():
    wrong = ["mouse", "ascii", "plain", "animations", "memory_gb"]
    write(paths.settings_file(), "".join(f'{name} = "maybe"\n' for name in wrong))
    async with running(model=None) as pilot:
        await until(pilot, lambda: "Problems besides: 2" in notices(pilot))
        assert len([name for name in wrong if name in notices(pilot)]) == MOST_TOLD
        log = paths.log_file().read_text()
        assert [name for name in wrong if name not in log] == []


@driven
async def test_a_choice_that_cannot_be_kept_is_told_and_holds_for_now():
    write(paths.settings_file(), "[broken\n")
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, "f4")
        await until_shown(pilot, "Theme")
        await press(pilot, "down", "enter")
        assert "was not changed" in notices(pilot)
        assert pilot.app.theme != themes.DEFAULT_THEME
    assert paths.settings_file().read_text() == "[broken\n"


@driven
async def test_themes_are_switched_live_and_kept():
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        plain = frame(pilot)
        background = pilot.app.screen.styles.background
        await press(pilot, "f4")
        await until_shown(pilot, "Theme")
        seen = set()
        names = set(themes.load_themes()[0])
        for key in ("up", "down"):
            for _ in names:
                await press(pilot, key)
                seen.add(pilot.app.theme)
        assert seen == names, "each is tried as one moves"
        await press(pilot, "escape")
        assert pilot.app.theme == themes.DEFAULT_THEME
        assert frame(pilot) == plain
        await press(pilot, "f4", *"jevons light", "enter")
        await until(pilot, lambda: pilot.app.theme == "jevons-light")
        await until(pilot, lambda: pilot.app.screen.styles.background != background)
        assert frame(pilot) == plain
    async with running() as pilot:
        assert pilot.app.theme == "jevons-light"


@driven
async def test_a_broken_theme_file_is_told_by_name_and_line_and_stops_nothing():
    broken = paths.user_themes_dir() / "mine.toml"
    lines = (THEMES / f"{themes.DEFAULT_THEME}.toml").read_text().splitlines()
    wrong = next(n for n, line in enumerate(lines) if line.startswith("accent"))
    lines[wrong] = 'accent = "blurple"'
    write(broken, "\n".join(lines))
    settings.save("theme", "mine")
    async with running(model=None) as pilot:
        assert "mine.toml" in notices(pilot)
        assert f"line {wrong + 1}" in notices(pilot)
        assert pilot.app.theme == themes.DEFAULT_THEME
        await press(pilot, "f4")
        await until_shown(pilot, "Theme")
        assert "Mine" not in frame(pilot)
        await press(pilot, "escape")


# The library.


@driven
async def test_a_corrupt_library_is_set_aside_and_the_app_goes_on():
    write(paths.library_file(), "this is no database at all " * 1000)
    async with asking(Thinker()) as (pilot, _):
        assert "damaged" in notices(pilot)
        assert "is kept at" in notices(pilot)
        await ask_and_wait(pilot, "How many?")
    async with running() as pilot:
        assert ask_screen(pilot).state.title == "How many?"


@driven
async def test_a_library_that_is_damaged_while_in_use_is_told_and_nothing_is_lost_from_sight():
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "First?")
        pilot.app.library.close()
        await ask_and_wait(pilot, "Second?")
        screen = ask_screen(pilot)
        assert screen.state.phase is Phase.DONE
        assert "the conversation goes on in memory" in notices(pilot)
        await ask_and_wait(pilot, "Third?")
        assert [x.question for x in screen.state.exchanges] == ["First?", "Second?", "Third?"]
        await press(pilot, "f8")
        await press(pilot, "c")


@driven
async def test_a_full_disk_keeps_the_answer_on_the_screen_and_says_so():
    async with asking(Thinker(answer=600)) as (pilot, server):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "First?")
        with pilot.app.library._database.reading() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        await ask_and_wait(pilot, "Second? " * 300)
        assert "no space left" in notices(pilot)
        assert "make room" in notices(pilot)
        assert screen.state.phase is Phase.DONE
        assert screen.state.last.answer.endswith("a600")
        with pilot.app.library._database.reading() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        await ask_and_wait(pilot, "Third?")
        users = [m["content"] for m in server.requests[-1].body["messages"] if m["role"] == "user"]
        assert len(users) == 3
        assert screen.state.phase is Phase.DONE


def full_disk(pilot):
    """No page more for the library; gives what makes room again."""

    def limit(pages):
        with pilot.app.library._database.reading() as connection:
            connection.execute(f"PRAGMA max_page_count = {pages}")

    with pilot.app.library._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    limit(pages)
    return lambda: limit(1_000_000)


def stored():
    """What another process finds: each conversation's title, questions and answers."""
    library, _ = Library.open()
    found = {
        conversation.title: [
            (turn.question, [generation.answer for generation in turn.generations])
            for turn in library.turns(conversation.id)
        ]
        for conversation in library.conversations()
    }
    library.close()
    return found


FIRST, SECOND = "First? " + "so " * 3000, "Second?"
ANSWER = "a1 a2 a3"


@driven
async def test_what_a_full_disk_refused_is_saved_with_the_next_question(monkeypatch):
    monkeypatch.setattr(ask_keeping, "WRITE_EVERY_S", 3600)
    async with asking(Thinker()) as (pilot, _):
        make_room = full_disk(pilot)
        await ask_and_wait(pilot, FIRST)
        assert "no space left" in notices(pilot)
        assert "not saved" in frame(pilot).splitlines()[0]
        assert stored() == {}
        make_room()
        await ask_and_wait(pilot, SECOND)
        assert "not saved" not in frame(pilot)
        (turns,) = stored().values()
        assert turns == [(FIRST.strip(), [ANSWER]), (SECOND, [ANSWER])]
        assert ask_screen(pilot).state.title.startswith("First?")


@driven
async def test_what_a_full_disk_refused_is_saved_as_soon_as_there_is_room(monkeypatch):
    monkeypatch.setattr(ask_keeping, "WRITE_EVERY_S", 0.05)
    async with asking(Thinker()) as (pilot, _):
        make_room = full_disk(pilot)
        await ask_and_wait(pilot, FIRST)
        make_room()
        await until(pilot, lambda: "not saved" not in frame(pilot).splitlines()[0])
        assert "written now" in notices(pilot)
        assert list(stored().values()) == [[(FIRST.strip(), [ANSWER])]]


@driven
async def test_what_a_full_disk_refused_is_saved_at_the_end(monkeypatch):
    monkeypatch.setattr(ask_keeping, "WRITE_EVERY_S", 3600)
    async with asking(Thinker()) as (pilot, _):
        make_room = full_disk(pilot)
        await ask_and_wait(pilot, FIRST)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: ask_screen(pilot).state.last.attempts == 2)
        await ended(pilot)
        make_room()
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
        assert not pilot.app._exit_renderables
    (turns,) = stored().values()
    assert turns == [(FIRST.strip(), [ANSWER, ANSWER])]


@driven
async def test_what_could_not_be_saved_is_told_at_the_end():
    async with asking(Thinker()) as (pilot, _):
        full_disk(pilot)
        await ask_and_wait(pilot, FIRST)
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
        (told,) = pilot.app._exit_renderables
        assert "not saved, and lost now: 1 question and 1 answer" in told
        assert "no space left" in told


@pytest.fixture
def no_home(tmp_path, monkeypatch):
    """A home that nobody, not even root, can write to."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JEVONS_HOME", str(tmp_path / "file"))


@driven
async def test_a_home_that_cannot_be_written_leaves_the_app_in_memory(no_home, monkeypatch):
    from jevons.core.models.registry import ModelSpec
    from jevons.core.records import SamplingParams
    from servers.chat_server import ChatServer

    async with ChatServer(Thinker()) as server:
        spec = ModelSpec(
            "scripted", "scripted", "server", None, server.base_url, "x", None, "llama-server",
            "native", ("<think>", "</think>"), False, SamplingParams(), None, True, None,
        )  # fmt: skip
        async with running(model=None) as pilot:
            told = notices(pilot)
            assert "nothing of this session will be kept" in told
            screen = ask_screen(pilot)
            screen.use_model(spec)
            await ask_and_wait(pilot, "How many?")
            assert screen.state.phase is Phase.DONE
            await ask_and_wait(pilot, "And then?")
            await press(pilot, "f8")
            await until_shown(pilot, "How many?")
            await press(pilot, "c", "f4")
            await until_shown(pilot, "Theme")
            await press(pilot, "down", "enter")
            assert pilot.app.is_running


# Models.


@driven
async def test_an_unknown_model_is_told_and_the_screen_says_what_else():
    async with running(model="smolllm2-135m") as pilot:
        assert "there is no model" in notices(pilot)
        assert "did you mean smollm2-135m" in notices(pilot)
        assert "Press enter to fetch" in frame(pilot)


@driven
async def test_an_unknown_model_leaves_the_one_of_the_settings():
    settings.save("model", "scripted")
    async with asking(Thinker()):
        pass
    async with running(model="scripted-2") as pilot:
        assert "there is no model 'scripted-2'" in notices(pilot)
        assert "scripted is asked instead" in notices(pilot)
        assert "did you mean scripted" in notices(pilot)
        assert ask_screen(pilot).dialogue.spec.name == "scripted"
        assert ask_screen(pilot).welcome is None


@driven
async def test_without_the_default_model_any_other_is_asked():
    async with asking(Thinker()):
        pass
    async with running(model=None) as pilot:
        assert ask_screen(pilot).dialogue.spec.name == "scripted"
        assert not notices(pilot)


# Before the first model.


@driven
async def test_the_fetch_is_one_key_away_wherever_the_focus_is(monkeypatch):
    begun = []

    def pull(name, *, on_progress, cancel):
        begun.append(name)
        cancel.wait(30)
        raise ProblemError.of(ProblemKind.PULL_FAILED, "stopped")

    monkeypatch.setattr(weights, "pull", pull)
    async with running(model=None) as pilot:
        welcome = ask_screen(pilot).welcome
        places = (
            ("enter",),
            ("escape", "enter"),  # in the empty field
            ("f2",),
            ("escape", "escape", "f2"),
            ("i", *"a question", "f2"),
            ("f8", "f2"),
        )
        for keys in places:
            await press(pilot, *keys[:-1])
            footer = frame(pilot).splitlines()[-1]
            assert "Fetch" in footer, (keys, footer)
            await press(pilot, keys[-1])
            await until(pilot, lambda: welcome.pulling)
            await press(pilot, "escape")
            await until(pilot, lambda: not welcome.pulling)
        assert len(begun) == len(places)


@driven
async def test_a_question_without_a_model_stays_in_the_field():
    async with running(model=None) as pilot:
        await press(pilot, "escape", *"How many?", "enter")
        assert "f2 fetches one" in notices(pilot)
        assert ask_screen(pilot).composer.text == "How many?"


@driven
async def test_old_conversations_can_be_read_without_a_model():
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
    models_file.remove("scripted")
    async with running(model=None) as pilot:
        await until_shown(pilot, "a1 a2 a3")
        await press(pilot, "ctrl+n")
        assert "Press enter to fetch" in frame(pilot)


@driven
async def test_a_corrupt_file_of_models_is_told_and_stops_nothing():
    write(paths.models_file(), "[models.x]\nkind = 3\n")
    async with running() as pilot:
        assert "models.toml" in notices(pilot)
        await press(pilot, "f2")
        await until(pilot, lambda: "line" in notices(pilot))


async def asked_of_file(file, words):
    """Ask the model in a file that went bad after it was added."""
    async with running(model="local") as pilot:
        await ask_and_wait(pilot, "How many?")
        problem = ask_screen(pilot).state.last.problem
        for word in words:
            assert word in problem, problem
        assert "; " in problem
        assert ask_screen(pilot).dialogue.library.conversations()[0].title == "How many?"


@driven
async def test_a_model_file_that_is_none(tmp_path):
    file = write_gguf(tmp_path / "m.gguf", size=100_000)
    add_gguf("local", file)
    file.write_bytes(b"PK\x03\x04 this is a zip" * 100)
    await asked_of_file(file, ["m.gguf"])


@driven
async def test_a_model_file_that_is_cut_short(tmp_path):
    file = write_gguf(tmp_path / "m.gguf", size=100_000)
    add_gguf("local", file)
    file.write_bytes(file.read_bytes()[:60])
    await asked_of_file(file, ["m.gguf"])


@driven
async def test_a_model_file_that_is_gone(tmp_path):
    file = write_gguf(tmp_path / "m.gguf", size=100_000)
    add_gguf("local", file)
    file.unlink()
    await asked_of_file(file, ["m.gguf"])


@driven
async def test_a_model_too_large_for_the_memory(tmp_path, monkeypatch):
    file = write_gguf(tmp_path / "m.gguf", size=100_000)
    add_gguf("local", file)
    monkeypatch.setattr(plan, "available_memory", lambda: 1_000_000)
    await asked_of_file(file, ["GB of memory", "smaller model"])


# Questions.


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\t"])
@driven
async def test_an_empty_question_is_not_asked(text):
    async with asking(Thinker()) as (pilot, server):
        ask_screen(pilot).composer.load_text(text)
        await press(pilot, "enter")
        assert "Write a question first" in notices(pilot)
        assert not server.requests


@driven
async def test_a_megabyte_is_not_pasted_and_the_field_stays_as_it_was():
    from textual.events import Paste

    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await press(pilot, *"before")
        pilot.app.post_message(Paste("x" * 1_000_000))
        await until(pilot, lambda: notices(pilot))
        assert "1,000,000 characters" in notices(pilot)
        assert "jevons ask -" in notices(pilot)
        assert screen.composer.text == "before"


@driven
async def test_a_large_paste_is_taken_once_and_asked():
    from textual.events import Paste

    text = "word " * 10_000
    async with asking(Thinker()) as (pilot, server):
        screen = ask_screen(pilot)
        pilot.app.post_message(Paste(text))
        await until(pilot, lambda: screen.composer.text)
        assert screen.composer.text == text
        await press(pilot, "enter")
        await until(pilot, lambda: screen.state.exchanges and not screen.state.live)
        assert server.requests[0].body["messages"][0]["content"] == text.strip()


@driven
async def test_control_characters_in_a_question_reach_no_part_of_the_screen():
    from textual.events import Paste

    evil = "\x1b[31mred\x1b]0;t\x07 \u202eback \x9b2J [@click=app.quit]x[/]"
    async with asking(Thinker(), size=LARGE) as (pilot, server):
        screen = ask_screen(pilot)
        pilot.app.post_message(Paste(evil))
        await until(pilot, lambda: "click" in screen.composer.text)
        bad = {"\x1b", "\x07", "\x9b", "\u202e"}
        assert not bad & set(frame(pilot)), "in the field"
        await press(pilot, "enter")
        await until(pilot, lambda: screen.state.exchanges and not screen.state.live)
        assert not bad & set(frame(pilot)), "in the transcript and the title"
        await press(pilot, "f8")
        await until(pilot, lambda: screen.focus_scope == "conversations")
        assert not bad & set(frame(pilot)), "in the list"
        await press(pilot, "d")
        await until(pilot, lambda: not screen.state.exchanges)
        await press(pilot, "u")
        await until(pilot, lambda: screen.state.exchanges)
        assert not bad & set(frame(pilot)), "in the notice"
        await press(pilot, "i", "f6")
        assert not bad & set(frame(pilot)), "when it is edited"
        assert server.requests


# A long thought.


@driven
async def test_a_thought_of_16000_tokens_scrolls_and_folds():
    async with asking(Thinker(thought=16_000)) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        assert screen.state.last.usage.thinking == 16_000
        assert screen.state.last.folded
        assert "16,000 tokens" in frame(pilot)
        assert "a1 a2 a3" in frame(pilot)
        await reading(pilot)
        await press(pilot, "z", "g")
        assert " t1 " in frame(pilot)
        await press(pilot, "space")
        assert " t1 " not in frame(pilot)
        assert "more below" in frame(pilot)
        await press(pilot, "G")
        assert "a1 a2 a3" in frame(pilot)
        assert "t16000" in frame(pilot)
        await press(pilot, "z")
        assert "t16000" not in frame(pilot)


def test_no_test_leaves_a_model_behind():
    assert not models_file.read()
