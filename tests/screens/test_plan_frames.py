"""What the screens Plan and Claims look like, at the smallest size and at a large one.

`pytest tests/screens --update-frames` writes the frames anew; read the difference.
"""

import pytest

from jevons.core.state import plan as plan_state
from jevons.screens import plan as plan_module
from screens.app_driver import LARGE, SMALL, driven, frame, press, settled, until, until_shown
from screens.plan_driver import claiming, claims_screen, go_to, plan_screen, planning, replace_with
from screens.test_frames import check

SIZES = {"80x24": SMALL, "160x48": LARGE}


@pytest.fixture(autouse=True)
def quick_rests(monkeypatch):
    """Draw from ranges with little ado."""
    monkeypatch.setattr(plan_module, "REST_S", 0.01)
    monkeypatch.setattr(plan_state, "DRAWS", plan_state.QUICK_DRAWS)


async def training(pilot):
    """As it opens."""


async def wrong(pilot):
    await go_to(pilot, "price")
    await press(pilot, "enter", *"80 GB")


async def ranges(pilot):
    await go_to(pilot, "hours")
    await replace_with(pilot, " ")
    await go_to(pilot, "mfu")
    await replace_with(pilot, "35-45 %")
    await go_to(pilot, "price")
    await replace_with(pilot, "$1.5-3/h")
    await press(pilot, "tab")
    await until_shown(pilot, "90 % of draws")


async def compare(pilot):
    await press(pilot, "m", "o", *"llama", "enter", "equals_sign")


async def reinforcement(pilot):
    await press(pilot, "r", "tab", "p")


async def serving(pilot):
    await press(pilot, "v", "p")
    await go_to(pilot, "utilisation")


async def chips(pilot):
    await press(pilot, "c", "p", "tab")


async def demand(pilot):
    await press(pilot, "d", "p", "j")


async def scenarios(pilot):
    await press(pilot, "o")


PLANS = (training, wrong, ranges, compare, reinforcement, serving, chips, demand, scenarios)
LARGE_TOO = (training, ranges, compare, chips)


@pytest.mark.parametrize(
    ("state", "size"),
    [*((state, "80x24") for state in PLANS), *((state, "160x48") for state in LARGE_TOO)],
)
@driven
async def test_plan(state, size, request):
    async with planning(SIZES[size]) as pilot:
        await state(pilot)
        view = plan_screen(pilot).view
        await until(pilot, lambda: not view.wants_draws or plan_screen(pilot).view is not view)
        await settled(pilot)
        check(f"plan-{state.__name__}-{size}", frame(pilot), request)


async def ledger(pilot):
    await press(pilot, "j", "j")


async def opened(pilot):
    claims_screen(pilot).go_to("c25")
    await press(pilot, "tab", "j")


async def changed(pilot):
    claims_screen(pilot).go_to("c25")
    await press(pilot, "tab", "j", "enter", "3", "enter")


async def filtered(pilot):
    await press(pilot, "v", "v", "v")


async def uncomputed(pilot):
    claims_screen(pilot).go_to("c10")
    await settled(pilot)


CLAIMS = (ledger, opened, changed, filtered, uncomputed)


@pytest.mark.parametrize(
    ("state", "size"), [*((state, "80x24") for state in CLAIMS), (opened, "160x48")]
)
@driven
async def test_claims(state, size, request):
    async with claiming(SIZES[size]) as pilot:
        await state(pilot)
        await settled(pilot)
        check(f"claims-{state.__name__}-{size}", frame(pilot), request)
