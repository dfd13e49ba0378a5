"""What the Exams screen looks like, at the smallest size and at a large one.

`pytest tests/screens --update-frames` writes the frames anew; read the difference.
"""

import json
from dataclasses import replace

import pytest

from jevons.core import paths
from jevons.core.exams import sources
from jevons.screens import exams as exams_module
from screens.app_driver import LARGE, SMALL, driven, frame, press, running, settled
from screens.exams_driver import do, examining, fill, go_to_exams, put_exam, rested
from screens.test_frames import check

SIZES = {"80x24": SMALL, "160x48": LARGE}

QUESTIONS = [
    ("Janet's ducks lay 16 eggs a day. She eats three for breakfast and bakes muffins with four."
     " She sells the others for $2 each. How many dollars does she make a day?", 18),
    ("A robe takes 2 bolts of blue fibre and half as much white fibre. How many bolts is that?", 3),
    ("What is 17 * 23?", 391),
    ("七 is a number in Japanese. Which one?", 7),
]  # fmt: skip


@pytest.fixture(autouse=True)
def few_exams(monkeypatch):
    """Some exams of each kind, which are the same wherever the tests run."""
    monkeypatch.setattr(exams_module, "REST_S", 0.01)
    put_exam(
        "mine.jsonl", "".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in QUESTIONS)
    )
    put_exam("broken.jsonl", '{"question": "What is 1 + 1?", "answer": 2}\n{"question": "What\n')

    def available():
        found, problems = sources.available()
        infos = [info for info in found if info.kind == "file" or info.name.endswith("s")]
        return [at_home(info) for info in infos if info.kind != "gym"], problems

    monkeypatch.setattr(exams_module, "available", available)


def at_home(info):
    """The same, whatever directory the test has."""
    here = str(paths.exams_dir())
    title, remedy = (text.replace(here, "~/exams") for text in (info.title, info.remedy))
    return replace(info, title=title, remedy=remedy)


def looking_for(name, *names):
    """A state that keys lead to, with the cursor on a certain exam."""

    async def enter(pilot):
        await do(pilot, "slash", *name, "enter")
        await do(pilot, *names)

    return enter


async def warned(pilot):
    """A plan that the user should know something of."""
    await looking_for("mine.jsonl", "tab")(pilot)
    await fill(pilot, "x", "8")
    await fill(pilot, "t", "0")


async def refused(pilot):
    """A plan that makes no sense."""
    await looking_for("mine.jsonl", "tab")(pilot)
    await fill(pilot, "c", "usd=5")


async def typing(pilot):
    """A value is typed."""
    await looking_for("mine.jsonl")(pilot)
    await press(pilot, "u", "2")


async def choosing(pilot):
    """A level is chosen."""
    await looking_for("equations")(pilot)
    await press(pilot, "v")


STATES = {
    "list": looking_for("mine.jsonl", "escape"),
    "preview": looking_for("mine.jsonl", "a"),
    "plan": looking_for("mine.jsonl", "tab", "j", "j"),
    "warned": warned,
    "refused": refused,
    "broken": looking_for("broken.jsonl"),
    "absent": looking_for("gsm8k"),
    "nothing": looking_for("zzz"),
    "typing": typing,
    "level": choosing,
}
MODELS = {"refused": {"usd_per_hour": None}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
@driven
async def test_the_frame_is_as_it_was(state, size, request):
    async with examining(SIZES[size], **MODELS.get(state, {})) as (pilot, _):
        await STATES[state](pilot)
        await settled(pilot)
        check(f"exams-{state}-{size}", frame(pilot), request)


@pytest.mark.parametrize("size", SIZES)
@driven
async def test_the_frame_without_a_model_is_as_it_was(size, request):
    async with running(SIZES[size], model=None) as pilot:
        await go_to_exams(pilot)
        await looking_for("mine.jsonl")(pilot)
        await rested(pilot)
        check(f"exams-no-model-{size}", frame(pilot), request)
