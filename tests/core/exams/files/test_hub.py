"""Data sets of Hugging Face, with the real library against a server of its protocol."""

import hashlib
import io
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from jevons.core.exams.files import hub as hub_module
from jevons.core.exams.files.hub import HubSplit
from jevons.core.exams.files.load import load_exam
from jevons.core.problems import ProblemError, ProblemKind

GSM8K = [{"question": f"{n}+1?", "answer": f"so\n#### {n + 1}"} for n in range(5)]


class Hub(BaseHTTPRequestHandler):
    """One data set of two configurations, one that is gated, one without a Parquet copy."""

    def do_HEAD(self):
        self._answer(send=False)

    def do_GET(self):
        self._answer(send=True)

    def _answer(self, *, send):
        path = unquote(self.path.split("?")[0])
        status, error, body = 404, "RepoNotFound", b"{}"
        if path.startswith("/api/datasets/maker/gated/"):
            status, error = 403, "GatedRepo"
        elif path.startswith("/api/datasets/maker/private/"):
            error = "RevisionNotFound"
        elif path == "/api/datasets/maker/gsm8k/tree/refs/convert/parquet":
            status, error, body = 200, "", json.dumps(self._tree()).encode()
        elif path.startswith("/datasets/maker/gsm8k/resolve/refs/convert/parquet/"):
            status, error = 200, ""
            body = self.server.files[
                path.removeprefix("/datasets/maker/gsm8k/resolve/refs/convert/parquet/")
            ]
        self.send_response(status)
        if error:
            self.send_header("X-Error-Code", error)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if send:
            self.wfile.write(body)

    def _tree(self):
        return [
            {"type": "file", "path": path, "size": len(content), "oid": "0" * 40}
            for path, content in self.server.files.items()
        ]

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(monkeypatch, tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    constants = pytest.importorskip("huggingface_hub.constants")

    def table(rows):
        out = io.BytesIO()
        parquet.write_table(pyarrow.Table.from_pylist(rows), out)
        return out.getvalue()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.files = {
        "main/test/0000.parquet": table(GSM8K[:3]),
        "main/test/0001.parquet": table(GSM8K[3:]),
        "main/train/0000.parquet": table(GSM8K[:1]),
        "socratic/test/0000.parquet": table(GSM8K),
        ".gitattributes": b"",
    }
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf"))
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(
        constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        address + "/{repo_id}/resolve/{revision}/{filename}",
    )
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(source):
    with pytest.raises(ProblemError) as caught:
        load_exam(source)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "split", "name"),
    [
        ("hf:openai/gsm8k/main@test", HubSplit("openai/gsm8k", "main", "test"), "gsm8k-main-test"),
        ("hf:cais/hle@test", HubSplit("cais/hle", "", "test"), "hle-test"),
    ],
)
def test_how_a_data_set_is_named(text, split, name):
    assert HubSplit.parse(text) == split
    assert split.name == name


@pytest.mark.parametrize(
    "text", ["hf:gsm8k@test", "hf:openai/gsm8k", "hf:a/b/c/d@test", "hf:a/../b@test", "hf:@"]
)
def test_what_names_no_data_set(text):
    assert "hf:OWNER/NAME@SPLIT" in refusal(text).remedy


def test_a_split_of_several_files(hub):
    exam = load_exam("hf:maker/gsm8k/main@test")
    assert [question.gold for question in exam.questions] == ["1", "2", "3", "4", "5"]
    assert [question.id for question in exam.questions] == ["1", "2", "3", "4", "5"]
    assert exam.name == "gsm8k"
    digests = [hashlib.sha256(hub.files[f"main/test/000{n}.parquet"]).hexdigest() for n in (0, 1)]
    assert exam.source == f"hf:maker/gsm8k/main@test sha256:{'+'.join(digests)}; recipe gsm8k"


def test_the_only_configuration_with_a_split_needs_no_name(hub):
    exam = load_exam("hf:maker/gsm8k@train")
    assert (exam.name, len(exam.questions)) == ("gsm8k-train", 1)


def test_splits_that_are_not_there_are_told_with_those_that_are(hub):
    problem = refusal("hf:maker/gsm8k@test")
    assert "has 2 such splits" in problem.what
    assert "hf:maker/gsm8k/socratic@test" in problem.remedy
    assert "has no such splits" in refusal("hf:maker/gsm8k/main@validation").what


def test_a_split_that_is_too_large_is_not_fetched(hub, monkeypatch):
    monkeypatch.setattr(hub_module, "LARGEST_FILE", 100)
    assert refusal("hf:maker/gsm8k/main@test").kind is ProblemKind.UNSUPPORTED


@pytest.mark.parametrize(
    ("repo", "kind", "told"),
    [
        ("gated", ProblemKind.UNAUTHORIZED, "HF_TOKEN"),
        ("private", ProblemKind.NOT_FOUND, "give the path"),
        ("nothing", ProblemKind.NOT_FOUND, "check the name"),
    ],
)
def test_what_cannot_be_had(hub, repo, kind, told):
    problem = refusal(f"hf:maker/{repo}@test")
    assert problem.kind is kind
    assert told in problem.remedy


def test_without_a_network(hub, monkeypatch, capfd):
    hub.shutdown()
    hub.server_close()
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # the library tries five times
    problem = refusal("hf:maker/gsm8k/main@test")
    assert problem.kind is ProblemKind.UNREACHABLE
    assert capfd.readouterr().err == ""


def test_without_the_library_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(hub_module, "require_pyarrow", lambda: None)
    monkeypatch.setattr(hub_module, "find_spec", lambda name: None)
    problem = refusal("hf:maker/gsm8k/main@test")
    assert problem.kind is ProblemKind.MISSING_EXTRA
    assert "jevons[data]" in problem.remedy
