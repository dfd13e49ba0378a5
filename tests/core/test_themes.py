import asyncio
import dataclasses
import inspect
from pathlib import Path

import pytest
from textual.app import App
from textual.theme import Theme
from textual.widgets import Footer, Input, Markdown, Static

from jevons.core import paths, themes
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.themes import (
    COLORS,
    DEFAULT_THEME,
    REQUIRED_VARIABLES,
    first_theme,
    load_theme,
    load_themes,
    parse_theme,
)

FILE = Path("mine.toml")
TEXT = """\
title = "Mine"
dark = true

[colors]
primary = "#7fb4ca"
secondary = "#93a9bd"
accent = "#7FB4CA"
success = "#98bb6c"
warning = "#e6be80"
error = "#e88"
foreground = "#d7dae0"
background = "#14171a"
surface = "#1c1f23"
panel = "#262a2f"

[variables]
thinking = "#9ba1ab"
question = "#b8cede"
meter = "#b4bac4"
key = "#7fb4ca"
"""


def user_theme(name: str, text: str) -> None:
    paths.user_themes_dir().mkdir(parents=True, exist_ok=True)
    (paths.user_themes_dir() / f"{name}.toml").write_text(text)


def fault(text: str) -> str:
    with pytest.raises(ProblemError) as caught:
        parse_theme(text, FILE)
    assert caught.value.problem.kind is ProblemKind.BAD_THEME
    return caught.value.problem.what


def test_the_shipped_themes():
    shipped, problems = load_themes()
    assert problems == []
    assert list(shipped) == [
        "high-contrast", "high-contrast-light", "jevons-dark", "jevons-light", "sixteen",
    ]  # fmt: skip
    assert DEFAULT_THEME in shipped
    assert {name: spec.dark for name, spec in shipped.items() if spec.name == name} == {
        "high-contrast": True,
        "high-contrast-light": False,
        "jevons-dark": True,
        "jevons-light": False,
        "sixteen": True,
    }
    assert [name for name, spec in shipped.items() if spec.ansi] == ["sixteen"]


def test_a_theme_is_what_its_file_says():
    spec = parse_theme(TEXT, FILE)
    assert (spec.name, spec.title, spec.dark, spec.ansi) == ("mine", "Mine", True, False)
    assert spec.colors["error"] == "#e88"
    assert set(spec.colors) == set(COLORS) - {"boost"}
    assert set(spec.variables) == set(REQUIRED_VARIABLES)


def test_the_fields_are_those_of_textual():
    takes = set(inspect.signature(Theme).parameters)
    own = {field.name for field in dataclasses.fields(themes.ThemeSpec)}
    assert (own - {"title", "colors"}) | set(COLORS) == takes


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dark = true", "dark = yes", "line 2: dark: Invalid value"),
        ("dark = true", 'dark = "true"', "line 2: dark is not true or false"),
        ("dark = true\n", "", "line 1: dark is missing"),
        ("dark = true", "dark = true\ntext_alpha = 'x'", "line 3: text_alpha is not a number"),
        ("dark = true", "dark = true\nblink = true", "line 3: unknown key blink"),
        ("dark = true", "dark = true\ndrak = true", "line 3: unknown key drak, did you mean dark"),
        ("dark = true", "dark = true\ndark = false", "Cannot overwrite a value (at line 3"),
        ("[colors]", "[colours]", "line 4: unknown key colours, did you mean colors"),
        ("[variables]\n", "", "line 16: unknown key thinking"),
        ("primary =", "primry =", "line 5: unknown key primry, did you mean primary"),
        ('primary = "#7fb4ca"\n', "", "line 4: primary is missing in [colors]"),
        ('"#7fb4ca"', '"blue"', "line 5: primary is 'blue', not a colour such as #7fb4ca"),
        ('"#7fb4ca"', '"#7fb4c"', "line 5: primary is '#7fb4c'"),
        ('"#7fb4ca"', '"ansi_blue"', "line 5: primary is 'ansi_blue'"),
        ('"#7fb4ca"', "7", "line 5: primary is 7"),
        ('thinking = "#9ba1ab"\n', "", "line 16: thinking is missing in [variables]"),
        ('"#9ba1ab"', '"#9ba1ab 50%"', "line 17: thinking is '#9ba1ab 50%'"),
        ("meter =", 'border = "thick"\nmeter =', "line 19: border is 'thick'"),
        ("meter =", 'link-style = "wavy"\nmeter =', "line 19: link-style is 'wavy', not a style"),
        ("meter =", '"a b" = "#fff"\nmeter =', "line 19: a b is '#fff'"),
        ("dark = true", "dark = true\nansi = true", "line 6: primary is '#7fb4ca', not a name"),
    ],
)
def test_a_fault_is_told_with_file_and_line(old, new, message):
    assert fault(TEXT.replace(old, new, 1)).startswith(f"mine.toml, {message}")


@pytest.mark.parametrize(
    "line",
    [
        'border = "#fff"',
        'text-muted = "auto 60%"',
        'input-selection-background = "#93a9bd 35%"',
        'footer-key-background = "transparent"',
        'link-style-hover = "bold not underline"',
        'block-cursor-text-style = "none"',
    ],
)
def test_what_textual_takes_is_taken(line):
    key, value = line.split(" = ")
    assert parse_theme(TEXT + line, FILE).variables[key] == value.strip('"')


def test_an_unclosed_file_is_told_with_its_line():
    assert fault(TEXT + 'border = """\n').startswith("mine.toml, line 21: border: Unterminated")


def test_a_missing_table_is_told():
    assert (
        fault('title = "x"\ndark = true\n') == "mine.toml, line 1: primary is missing in [colors]"
    )


def test_a_users_theme_takes_the_place_of_a_shipped_one():
    user_theme("jevons-dark", TEXT)
    user_theme("mine", TEXT)
    assert load_theme("jevons-dark").title == "Mine"
    found, problems = load_themes()
    assert problems == []
    assert (found["jevons-dark"].title, found["mine"].title) == ("Mine", "Mine")
    assert found["jevons-light"].title == "Jevons light"


def test_a_broken_theme_stops_nothing():
    user_theme("jevons-dark", TEXT.replace("true", "yes"))
    user_theme("torn", "[")
    (paths.user_themes_dir() / "raw.toml").write_bytes(b"\xff")
    (paths.user_themes_dir() / "notes.txt").write_text("no theme")
    found, problems = load_themes()
    assert found["jevons-dark"].title == "Jevons dark"
    assert len(found) == 5
    assert [problem.kind for problem in problems] == [ProblemKind.BAD_THEME] * 3
    for name, problem in zip(["jevons-dark", "raw", "torn"], problems, strict=True):
        assert f"{name}.toml, " in problem.what
        assert problem.kept
        assert problem.remedy


def test_an_unknown_theme_is_refused_with_a_near_name():
    with pytest.raises(ProblemError, match="did you mean jevons-dark") as caught:
        load_theme("jevons_dark")
    assert caught.value.problem.kind is ProblemKind.BAD_THEME


def test_a_name_is_no_path(tmp_path):
    (tmp_path / "evil.toml").write_text(TEXT)
    paths.user_themes_dir().mkdir(parents=True)
    for name in (str(tmp_path / "evil"), "../../../evil", ""):
        with pytest.raises(ProblemError, match="there is no theme"):
            load_theme(name)


def test_the_first_theme_is_the_chosen_one():
    assert first_theme("sixteen") == (load_theme("sixteen"), [])


def test_the_first_theme_is_found_whatever_is_broken():
    shipped = load_theme(DEFAULT_THEME)
    user_theme(DEFAULT_THEME, "broken")
    for name in ("nowhere", DEFAULT_THEME):
        spec, problems = first_theme(name)
        assert spec == shipped
        assert len(problems) == 1
        assert DEFAULT_THEME in problems[0].kept


class Sheet(App[None]):
    CSS = """
    Static { color: $thinking; background: $panel; }
    Input { color: $question; border: solid $key; }
    Footer { color: $meter; }
    """

    def get_theme_variable_defaults(self):
        return dict(load_theme(DEFAULT_THEME).variables)

    def compose(self):
        yield Static("a thought")
        yield Input("a question")
        yield Markdown("# an answer")
        yield Footer()


def test_textual_draws_every_theme():
    async def show() -> list[str]:
        app = Sheet()
        specs, _ = load_themes()
        drawn = []
        for spec in specs.values():
            app.register_theme(
                Theme(
                    name=spec.name,
                    dark=spec.dark,
                    ansi=spec.ansi,
                    luminosity_spread=spec.luminosity_spread,
                    text_alpha=spec.text_alpha,
                    variables=dict(spec.variables),
                    **spec.colors,
                )
            )
        async with app.run_test() as pilot:
            for name, spec in specs.items():
                app.theme = name
                await pilot.pause()
                color = app.query_one(Static).styles.color
                assert color.css.lower() == _css(spec.variables["thinking"])
                drawn.append(name)
        return drawn

    def _css(color: str) -> str:
        if color.startswith("ansi"):
            return color
        red, green, blue = bytes.fromhex(color[1:])
        return f"rgb({red},{green},{blue})"

    assert len(asyncio.run(show())) == 5
