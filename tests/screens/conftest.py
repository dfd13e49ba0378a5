"""What the tests of the app share: patience for quick tests, and the option for new frames."""

from functools import partial

import pytest

from jevons.core.models.endpoint import Limits
from jevons.core.runs import connection
from jevons.screens import ask as ask_screen
from jevons.screens import place_screen


def pytest_addoption(parser):
    parser.addoption(
        "--update-frames",
        action="store_true",
        help="write tests/screens/frames anew instead of comparing (pytest tests/screens ...)",
    )


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch):
    """Try again at once where the app waits for seconds."""
    quick = partial(
        Limits, first_token_s=5.0, backoff_base_s=0.001, backoff_max_s=0.002, tail_s=0.2
    )
    monkeypatch.setattr(connection, "Limits", quick)


@pytest.fixture(autouse=True)
def quick_frames(monkeypatch):
    """Draw what streams in, and look at what is live, without much ado."""
    monkeypatch.setattr(ask_screen, "FRAME_S", 0.01)
    monkeypatch.setattr(place_screen, "LOOK_EVERY_S", 0.02)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch):
    """Looking for keyrings starts other programs."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(autouse=True)
def own_directory(tmp_path, monkeypatch):
    """What the app saves goes to a directory of the test."""
    monkeypatch.chdir(tmp_path)
