"""Keys that work over any dialog."""

import pytest

from jevons.screens.confirm import Confirm
from jevons.screens.help import HelpScreen
from jevons.screens.line_prompt import LinePrompt
from jevons.screens.palette import Palette
from jevons.screens.picker import Picker
from jevons.widgets.line_list import Row
from screens.app_driver import ask_screen, asking, driven, press, running, until
from servers.thinker import Thinker

DIALOGS = {
    "palette": Palette,
    "help": lambda: HelpScreen("composer"),
    "picker": lambda: Picker("Which?", [Row("a", "A"), Row("b", "B")]),
    "prompt": lambda: LinePrompt("Its name?", "a name"),
    "confirm": lambda: Confirm("Sure?", "It is gone then.", "do it"),
}


@pytest.fixture(params=DIALOGS)
def dialog(request):
    return DIALOGS[request.param]()


async def show(pilot, dialog):
    pilot.app.push_screen(dialog)
    await until(pilot, lambda: pilot.app.screen is dialog and dialog.is_mounted)


@driven
async def test_ctrl_q_quits_and_keeps_the_draft(dialog):
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, *"half a q")
        await show(pilot, dialog)
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
    async with running(model=None) as pilot:
        await until(pilot, lambda: ask_screen(pilot).composer.text == "half a q")


@driven
async def test_ctrl_l_draws_again_and_leaves_it_open(dialog):
    async with running(model=None) as pilot:
        drawn = []
        pilot.app.do_redraw = lambda: drawn.append(True)
        await show(pilot, dialog)
        await press(pilot, "ctrl+l")
        await until(pilot, lambda: drawn)
        assert pilot.app.screen is dialog


@driven
async def test_ctrl_c_closes_it_as_escape_does(dialog):
    async with running(model=None) as pilot:
        await show(pilot, dialog)
        await press(pilot, "ctrl+c")
        await until(pilot, lambda: pilot.app.screen is not dialog)
        assert pilot.app.is_running
