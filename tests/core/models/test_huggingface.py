"""Hugging Face files, with the real library against a server of its protocol on loopback."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec

import pytest

from jevons.core.models.catalogue import HuggingFaceSource
from jevons.core.models.huggingface import parse_reference
from jevons.core.models.weights import PullCancelledError, pull_reference
from jevons.core.problems import ProblemError, ProblemKind

CONTENT = b"GGUF" + bytes(range(256)) * 4000
with_library = pytest.mark.skipif(
    find_spec("huggingface_hub") is None, reason="huggingface_hub is an extra"
)


class Hub(BaseHTTPRequestHandler):
    """Serves one file; what it publishes as the hash can be another's."""

    sha256 = hashlib.sha256(CONTENT).hexdigest()

    def do_HEAD(self):
        self._answer(send=False)

    def do_GET(self):
        self._answer(send=True)

    def _answer(self, *, send):
        if self.path.split("?")[0] != "/maker/model-GGUF/resolve/main/model.gguf":
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{self.server.sha256}"')
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        if send:
            self.wfile.write(CONTENT)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(monkeypatch, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.sha256 = Hub.sha256
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(reference, cancel=None):
    return pull_reference(reference, on_progress=lambda _: None, cancel=cancel or threading.Event())


@pytest.mark.parametrize(
    ("text", "repo", "file"),
    [
        ("hf:o/r/f.gguf", "o/r", "f.gguf"),
        ("hf:bartowski/A-GGUF/sub/A-Q4_K_M.gguf", "bartowski/A-GGUF", "sub/A-Q4_K_M.gguf"),
    ],
)
def test_reference(text, repo, file):
    assert parse_reference(text) == HuggingFaceSource(repo, file)


@pytest.mark.parametrize(
    "text",
    ["hf:", "hf:o/f.gguf", "hf:o/r/f.bin", "hf:../r/f.gguf", "hf:o/r/../f.gguf", "hf:o//f.gguf"],
)
def test_what_is_no_reference(text):
    with pytest.raises(ProblemError) as caught:
        parse_reference(text)
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT


def test_a_file_in_parts_is_refused():
    with pytest.raises(ProblemError) as caught:
        parse_reference("hf:o/r/big-00001-of-00002.gguf")
    assert caught.value.problem.kind is ProblemKind.UNSUPPORTED


@pytest.mark.skipif(find_spec("huggingface_hub") is not None, reason="the library is here")
def test_without_the_library_the_extra_is_named():
    with pytest.raises(ProblemError) as caught:
        fetch("hf:maker/model-GGUF/model.gguf")
    assert caught.value.problem.kind is ProblemKind.MISSING_EXTRA
    assert "jevons[huggingface]" in caught.value.problem.remedy


@with_library
def test_a_file_is_fetched_once(hub, jevons_home):
    path = fetch("hf:maker/model-GGUF/model.gguf")
    assert path.read_bytes() == CONTENT
    hub.shutdown()
    assert fetch("hf:maker/model-GGUF/model.gguf") == path
    assert [file.name for file in path.parent.iterdir() if not file.name.endswith(".lock")] == [
        path.name
    ]


@with_library
def test_another_content_is_thrown_away(hub, jevons_home):
    hub.sha256 = "0" * 64
    with pytest.raises(ProblemError) as caught:
        fetch("hf:maker/model-GGUF/model.gguf")
    assert caught.value.problem.kind is ProblemKind.PULL_FAILED
    assert not list((jevons_home / "data" / "models").glob("*.gguf"))


@with_library
def test_a_file_that_is_not_there(hub):
    with pytest.raises(ProblemError) as caught:
        fetch("hf:maker/model-GGUF/other.gguf")
    assert caught.value.problem.kind is ProblemKind.NOT_FOUND


@with_library
def test_cancelled(hub, jevons_home):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(PullCancelledError):
        fetch("hf:maker/model-GGUF/model.gguf", cancel)
    assert not list((jevons_home / "data" / "models").glob(".*.part"))
