"""What every test shares: a home of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def jevons_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep each test's files apart from each other's and from the user's."""
    home = tmp_path / "home"
    monkeypatch.setenv("JEVONS_HOME", str(home))
    for name in ("NO_COLOR", "JEVONS_MODEL", "OPENAI_API_KEY", "DEEPSEEK_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return home
