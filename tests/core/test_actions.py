import importlib
import inspect
import pkgutil
import re
from collections import Counter

import pytest
from textual.keys import Keys, _character_to_key

from jevons.core import actions
from jevons.core.actions import KEY_NAMES, PARENTS, SCOPE_TITLES, load_actions

ACTIONS = list(load_actions().values())
SCOPES = list(PARENTS)
NAMED = {key.value for key in Keys} | {_character_to_key(chr(code)) for code in range(33, 127)}

TAKEN = {
    "ctrl+b": "tmux's prefix",
    "ctrl+a": "screen's prefix",
    "ctrl+s": "stops the terminal's output",
    "ctrl+backslash": "kills the program",
    "ctrl+h": "a backspace, in many terminals",
    "ctrl+m": "an enter",
    "ctrl+i": "a tab",
    "ctrl+left_square_bracket": "an escape",
    "f11": "the terminal window's full screen",
    "f10": "the terminal window's menu",
}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_is_complete(action):
    assert re.fullmatch("[a-z][a-z_]*", action.id)
    assert action.title
    assert len(action.title) <= 40
    assert action.help.endswith(".")
    assert action.keys
    assert all(bound for bound in action.keys.values())
    assert set(action.keys) <= set(SCOPES)


def test_no_action_is_in_two_tables():
    ids = [action.id for table in actions.TABLES for action in actions._table(table)]
    assert [name for name, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_does_two_things(scope):
    # An inner scope's key would hide the outer one's.
    bound = [key for step in actions.lineage(scope) for key, _ in actions.bindings(step)]
    assert [key for key, times in Counter(bound).items() if times > 1] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_keys_exist_and_are_ours_to_take(scope):
    for key, action in actions.bindings(scope):
        *modifiers, name = key.split("+")
        assert key in NAMED or name in NAMED, (key, action.id)
        assert set(modifiers) <= {"ctrl", "shift", "alt"}
        assert key not in TAKEN, f"{key} is {TAKEN[key]}"


def test_no_letter_is_taken_where_text_is_written():
    for scope in actions.lineage("composer"):
        for key, action in actions.bindings(scope):
            assert len(key) > 1, (key, action.id)
            assert key not in {"space", "slash", "backspace", "delete", "left", "right"}


def test_ctrl_and_shift_keys_have_another_way():
    # Not every terminal tells them apart from the plain key.
    for action in ACTIONS:
        odd = ("shift+enter", "ctrl+up", "ctrl+down", "alt+enter", "ctrl+enter")
        everywhere = [key for bound in action.keys.values() for key in bound]
        assert any(key not in odd for key in everywhere), action.id


@pytest.mark.parametrize("scope", SCOPES)
def test_all_that_the_footer_shows_has_a_key_there(scope):
    shown = actions.footer(scope)
    ranks = [action.footer for action in shown]
    assert ranks == sorted(ranks)
    assert all(ranks)
    for action in shown:
        key = actions.key_of(action, scope)
        assert key
        assert len(key) <= 6


def test_the_ways_out_are_in_every_footer():
    for scope in SCOPES:
        ids = [action.id for action in actions.footer(scope)]
        assert {"help", "quit"} <= set(ids)


def test_the_nearest_scope_gives_the_key():
    regenerate = load_actions()["regenerate"]
    assert actions.key_of(regenerate, "transcript") == "r"
    assert actions.key_of(regenerate, "composer") == "^r"
    assert actions.key_of(regenerate, "app") == ""


def test_keys_are_shown_as_users_know_them():
    assert actions.key_name("ctrl+g") == "^g"
    assert actions.key_name("ctrl+up") == "ctrl+up"
    assert actions.key_name("question_mark") == "?"
    assert actions.key_name("f5") == "f5"
    assert set(KEY_NAMES) <= NAMED


def test_every_scope_lies_in_the_app_and_has_a_title():
    assert set(SCOPE_TITLES) == set(SCOPES)
    for scope in SCOPES:
        assert actions.lineage(scope)[0] == scope
        assert actions.lineage(scope)[-1] == "app"


def test_the_palette_offers_what_has_no_place_of_its_own():
    offered = {action.id for action in ACTIONS if action.palette}
    assert {"dial", "model", "theme", "help", "quit", "new"} <= offered
    assert not {"command_palette", "send", "scroll_down"} & offered


def test_every_action_is_done_by_the_app_or_a_screen():
    from jevons.app import JevonsApp
    from jevons.screens.places import PLACES

    screens = [module.rpartition(".")[2] for module in sorted(screen_modules())]
    assert {"ask", "runs", "run", "sample"} <= set(screens)
    parts = [JevonsApp, *(screen for module in screen_modules() for screen in classes_of(module))]
    names = {
        name.removeprefix("do_")
        for part in parts
        for name, _ in inspect.getmembers(part, inspect.isfunction)
        if name.startswith("do_")
    }
    assert names | set(PLACES) == set(load_actions())


def screen_modules():
    from jevons import screens

    return [f"jevons.screens.{found.name}" for found in pkgutil.iter_modules(screens.__path__)]


def classes_of(module):
    return [
        part
        for _, part in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if part.__module__ == module
    ]
