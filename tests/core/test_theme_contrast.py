"""The themes are readable: measured as WCAG 2.1 does, also at 256 colours."""

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem as Depth
from textual.color import Color
from textual.design import ColorSystem
from textual.theme import Theme

from jevons.core.themes import REQUIRED_VARIABLES, ThemeSpec, load_themes

Rgb = tuple[int, int, int]
SPECS, _ = load_themes()
DRAWN = [spec for spec in SPECS.values() if not spec.ansi]
NAMED = [spec for spec in SPECS.values() if spec.ansi]
GROUNDS = ("background", "surface", "panel")
TEXTS = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")
DERIVED = (
    "text", "text-muted", "foreground-muted", "footer-foreground", "footer-key-foreground",
    "footer-description-foreground", "text-primary", "text-secondary", "text-accent",
    "text-success", "text-warning", "text-error", "link-color", "markdown-h1-color",
    "markdown-h4-color", "markdown-h6-color",
)  # fmt: skip
ON_THEIR_OWN_GROUND = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("button-color-foreground", "primary"),
    ("button-color-foreground", "success"),
    ("button-color-foreground", "warning"),
    ("button-color-foreground", "error"),
)


def luminance(color: Rgb) -> float:
    """Relative luminance, WCAG 2.1 (www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21, WCAG 2.1 (www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def at_256(color: Rgb) -> Rgb:
    """The colour that a terminal of 256 colours is sent instead."""
    return tuple(RichColor.from_rgb(*color).downgrade(Depth.EIGHT_BIT).get_truecolor())


def least(spec: ThemeSpec) -> float:
    return 7.0 if spec.name.startswith("high-contrast") else 4.5


def system(spec: ThemeSpec) -> dict[str, str]:
    theme = Theme(name=spec.name, dark=spec.dark, variables=dict(spec.variables), **spec.colors)
    built: ColorSystem = theme.to_color_system()
    return {**built.generate(), **spec.variables}


def over(text: str, ground: Color) -> Rgb:
    """A colour as Textual draws it on a ground: blended, or found by contrast."""
    word, _, strength = text.partition(" ")
    share = int(strength.rstrip("%")) / 100 if strength else 1.0
    if word == "auto":
        return (ground + ground.get_contrast_text(share)).rgb
    color = Color.parse(word)
    return (ground + color.with_alpha(color.a * share)).rgb


def assert_readable(spec: ThemeSpec, text: str, ground: str) -> None:
    values = system(spec)
    below = Color.parse(values[ground])
    above = over(values[text], below)
    for depth, map_color in (("truecolor", tuple), ("256 colours", at_256)):
        ratio = contrast(map_color(above), map_color(below.rgb))
        assert ratio >= least(spec), f"{text} on {ground} is {ratio:.2f}:1 at {depth}"


def test_contrast_is_that_of_the_standard():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((9, 9, 9), (9, 9, 9)) == pytest.approx(1)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)


def test_colours_at_256_are_those_of_the_terminal():
    assert at_256((0x7F, 0xB4, 0xCA)) == (135, 175, 215)
    assert at_256((0x14, 0x17, 0x1A)) == (18, 18, 18)


@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", [*TEXTS, *REQUIRED_VARIABLES, *DERIVED])
def test_every_text_is_readable_on_every_ground(spec, text, ground):
    assert_readable(spec, text, ground)


@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
@pytest.mark.parametrize(("text", "ground"), ON_THEIR_OWN_GROUND)
def test_text_on_a_ground_of_its_own_is_readable(spec, text, ground):
    assert_readable(spec, text, ground)


@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
def test_a_thought_is_calmer_than_an_answer(spec):
    ground = Color.parse(spec.colors["background"]).rgb
    thought = Color.parse(spec.variables["thinking"]).rgb
    answer = Color.parse(spec.colors["foreground"]).rgb
    assert contrast(thought, ground) < contrast(answer, ground)
    assert contrast(at_256(thought), at_256(ground)) < contrast(at_256(answer), at_256(ground))


@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
def test_states_are_told_apart_at_256_colours(spec):
    states = [
        at_256(Color.parse(spec.colors[name]).rgb) for name in ("success", "warning", "error")
    ]
    assert len(set(states)) == 3


@pytest.mark.parametrize("spec", NAMED, ids=lambda spec: spec.name)
def test_a_theme_of_16_colours_has_names_alone(spec):
    values = {**spec.colors, **spec.variables}
    colors = {name: value for name, value in values.items() if not name.endswith("text-style")}
    assert colors
    for value in colors.values():
        assert value.startswith("ansi_")
        assert Color.parse(value).ansi is not None
    assert {spec.colors[name] for name in GROUNDS} == {"ansi_default"}


@pytest.mark.parametrize("spec", NAMED, ids=lambda spec: spec.name)
def test_states_are_told_apart_at_16_colours(spec):
    assert len({spec.colors[name] for name in ("success", "warning", "error", "accent")}) == 4
