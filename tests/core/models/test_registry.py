"""Models that can be asked, and the file of those that were added."""

import os
import stat

import pytest

from jevons.core import paths
from jevons.core.models.adding import add_gguf, add_server, remove
from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.registry import find_model, installed_models, model_to_begin_with
from jevons.core.models.weights import weights_path
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import SamplingParams
from model_files import write_gguf

URL = "http://localhost:8000/v1"


def problem(call, *args, **settings):
    with pytest.raises(ProblemError) as caught:
        call(*args, **settings)
    return caught.value.problem


def pretend_pulled(name):
    entry = load_catalogue()[name]
    path = weights_path(entry)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(entry.size_bytes)


def test_nothing_at_first():
    assert installed_models() == []


def test_a_pulled_model():
    pretend_pulled("r1-distill-qwen-7b")
    (spec,) = installed_models()
    assert spec == find_model("r1-distill-qwen-7b")
    assert (spec.kind, spec.thinking, spec.system_prompt) == ("embedded", "native", False)
    assert spec.params == SamplingParams(temperature=0.6, top_p=0.95)
    assert spec.context == 16384


def test_a_model_not_yet_pulled():
    found = problem(find_model, "smollm2-135m")
    assert found.kind is ProblemKind.UNKNOWN_MODEL
    assert found.remedy == "jevons models pull smollm2-135m"


def test_the_model_to_begin_with():
    assert model_to_begin_with(["nosuch", "smollm2-135m"], "smollm2-135m")[0] is None
    pretend_pulled("smollm2-135m")
    spec, (found,) = model_to_begin_with(["smollm3-135m", "smollm2-135m"])
    assert spec == find_model("smollm2-135m")
    assert "no model 'smollm3-135m'" in found.what
    assert "smollm2-135m is asked instead" in found.kept
    assert "did you mean smollm2-135m" in found.remedy
    assert model_to_begin_with(["smollm2-135m"]) == (spec, [])


def test_any_model_to_begin_with_where_none_of_the_wanted_is_here():
    add_server("house-r1", URL, "deepseek-r1")
    spec, problems = model_to_begin_with(["smollm2-135m"], no_news="smollm2-135m")
    assert (spec.name, problems) == ("house-r1", [])


def test_a_damaged_file_of_models_leaves_no_model_to_begin_with():
    paths.models_file().parent.mkdir(parents=True)
    paths.models_file().write_text("[models.x]\nkind = 3\n")
    spec, (found,) = model_to_begin_with(["x", "y"])
    assert spec is None
    assert found.kind is ProblemKind.BAD_SETTING


def test_an_unknown_model_names_its_neighbours():
    add_server("house-r1", URL, "deepseek-r1")
    found = problem(find_model, "house-r2")
    assert found.kind is ProblemKind.UNKNOWN_MODEL
    assert "house-r1" in found.remedy
    assert "jevons models" in problem(find_model, "zzzzzzzz").remedy


def test_a_server():
    added = add_server(
        "r1.vllm:8b",
        URL + "/",
        'deepseek-ai/R1 "quoted" \\ ü',
        key_env="VLLM_API_KEY",
        dialect="vllm",
        context=32768,
        usd_per_hour=2.5,
        price_model="deepseek-r1",
    )
    assert find_model("r1.vllm:8b") == added
    assert installed_models() == [added]
    assert (added.kind, added.base_url, added.path) == ("server", URL, None)
    assert added.server_model == 'deepseek-ai/R1 "quoted" \\ ü'
    assert (added.usd_per_hour, added.context) == (2.5, 32768)
    assert added.default_budget is None


def test_a_prompted_server_has_a_budget():
    assert add_server("base", URL, "m", thinking="prompted").default_budget == 256


def test_a_file(tmp_path):
    path = write_gguf(tmp_path / "own.gguf", llama__context_length=131072)
    added = add_gguf("own", path)
    assert find_model("own") == added
    assert (added.title, added.path, added.context) == ("Tiny", path, 8192)
    assert (added.thinking, added.default_budget) == ("prompted", 256)
    assert add_gguf("own-native", path, thinking="native").default_budget is None


def test_a_distill_of_ones_own(tmp_path):
    template = "<｜User｜></think>{{'<｜Assistant｜><think>\\n'}}"
    added = add_gguf("d", write_gguf(tmp_path / "d.gguf", tokenizer__chat_template=template))
    assert (added.thinking, added.opens_in_thought, added.system_prompt) == ("native", False, False)


def test_a_bad_file_is_not_added(tmp_path):
    (tmp_path / "x.gguf").write_text("no")
    assert problem(add_gguf, "x", tmp_path / "x.gguf").kind is ProblemKind.BAD_MODEL_FILE
    assert installed_models() == []


@pytest.mark.parametrize("name", ["", "a b", "-x", "a/b", "x" * 65, 'a"b', "ä", "a\n"])
def test_names_that_cannot_be(name):
    assert problem(add_server, name, URL, "m").kind is ProblemKind.BAD_INPUT


def test_names_that_are_taken():
    add_server("mine", URL, "m")
    assert problem(add_server, "mine", URL, "m").kind is ProblemKind.BAD_INPUT
    assert problem(add_server, "smollm2-135m", URL, "m").kind is ProblemKind.BAD_INPUT


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://h/v1",
        "http://",
        "http://u:secret@h/v1",
        "http://h/v1?key=secret",
    ],
)
def test_addresses_that_cannot_be(url):
    found = problem(add_server, "s", url, "m")
    assert found.kind is ProblemKind.BAD_INPUT
    assert "secret" not in found.line() + found.details


@pytest.mark.parametrize(
    "value",
    [
        "sk-proj-abcdefghijklmnop",
        "hf_abcdefghijklmnopqrst",
        "gsk_AbCdEf0123456789AbCd",
        "a3f1c2d4e5b6a7988877665544332211",
        "MY KEY",
        "1KEY",
    ],
)
def test_a_key_instead_of_a_variable_is_refused_and_not_repeated(value):
    found = problem(add_server, "s", URL, "m", key_env=value)
    assert found.kind is ProblemKind.BAD_INPUT
    assert value not in found.line() + found.details
    assert not paths.models_file().exists()


@pytest.mark.parametrize("value", ["OPENAI_API_KEY", "key", "_K1", "AZURE_OPENAI_KEY_EASTUS_2"])
def test_variables(value):
    assert add_server("s", URL, "m", key_env=value).key_env == value


@pytest.mark.parametrize(
    "settings",
    [{"dialect": "esperanto"}, {"context": 0}, {"usd_per_hour": -1.0}, {"price_model": "a\x1b[2J"}],
)
def test_settings_that_cannot_be(settings):
    assert problem(add_server, "s", URL, "m", **settings).kind is ProblemKind.BAD_INPUT
    assert installed_models() == []


def test_the_file_is_private_and_says_what_it_is():
    add_server("s", URL, "m", key_env="K")
    file = paths.models_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("# Models added to jevons")


def test_what_the_user_wrote_stays():
    paths.config_dir().mkdir(parents=True)
    own = (
        '# my note\n[models.a]\nkind = "server"\nbase_url = "http://a"\nserver_model = "x"  # why\n'
    )
    paths.models_file().write_text(own + "[models.a.params]\ntemperature = 1.0\ntop_k = 40\n")
    add_server("b", URL, "m")
    add_server("c", URL, "m")
    assert find_model("a").params == SamplingParams(temperature=1.0, top_k=40)
    remove("b")
    assert paths.models_file().read_text().startswith(own)
    assert [spec.name for spec in installed_models()] == ["a", "c"]
    remove("a")
    assert [spec.name for spec in installed_models()] == ["c"]
    assert "temperature" not in paths.models_file().read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[models.a]\nkind = \n", "line 2"),
        ('[models.a]\nkind = "server"\nbase_url = 3\n', "line 3: base_url"),
        ('[models.a]\nkind = "server"\nbase_url = "http://a"\n', "line 1: server_model"),
        ('\n[models."a.b"]\nkind = "boat"\n', "line 3: kind"),
        ('[models.a]\nkind = "embedded"\npath = "/m"\nkey = "sk"\n', "line 4: key"),
        ('[models.a]\nkind = "embedded"\npath = "/m"\ncontext = true\n', "line 4: context"),
        ("models = 3\n", "models is not a table"),
        ("[models]\na = 3\n", "a of the model a is not a table"),
    ],
)
def test_a_damaged_file_is_reported_by_line_and_kept(text, said):
    paths.config_dir().mkdir(parents=True)
    paths.models_file().write_text(text)
    for call in (installed_models, lambda: add_server("s", URL, "m"), lambda: remove("s")):
        found = problem(call)
        assert found.kind is ProblemKind.BAD_SETTING
        assert said in found.what
    assert paths.models_file().read_text() == text


def test_a_damaged_file_does_not_hide_the_pulled_models():
    pretend_pulled("smollm2-135m")
    paths.config_dir().mkdir(parents=True)
    paths.models_file().write_text("[")
    assert find_model("smollm2-135m").default_budget == 256


def test_removing(tmp_path):
    path = write_gguf(tmp_path / "own.gguf")
    add_gguf("own", path)
    remove("own")
    assert path.exists()
    assert installed_models() == []
    pretend_pulled("smollm2-135m")
    remove("smollm2-135m")
    assert installed_models() == []
    for name in ("own", "smollm2-135m"):
        assert problem(remove, name).kind is ProblemKind.UNKNOWN_MODEL


def test_removing_what_was_fetched_to_be_added():
    paths.weights_dir().mkdir(parents=True)
    path = write_gguf(paths.weights_dir() / "maker--m.gguf")
    add_gguf("fetched", path)
    remove("fetched")
    assert not path.exists()


def test_many_add_at_once():
    children = []
    for index in range(8):
        pid = os.fork()
        if pid == 0:
            try:
                add_server(f"m{index}", URL, "m")
            finally:
                os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    assert {spec.name for spec in installed_models()} == {f"m{index}" for index in range(8)}
