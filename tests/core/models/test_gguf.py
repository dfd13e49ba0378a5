"""What a model file says of itself, and what is no model file."""

import pytest

from jevons.core.models.gguf import read_model_file
from jevons.core.problems import ProblemError, ProblemKind
from model_files import write_gguf

R1 = "{{'<｜User｜>' + content}}{{ content.split('</think>')[-1] }}{{'<｜Assistant｜><think>\\n'}}"


def test_shape_and_template(tmp_path):
    path = write_gguf(
        tmp_path / "tiny.gguf",
        llama__rope__freq_base=1e4,
        tokenizer__ggml__tokens=["a", "b" * 40, "ä"],
        tokenizer__chat_template="{{ messages }}",
    )
    found = read_model_file(path)
    assert (found.name, found.architecture, found.context) == ("Tiny", "llama", 4096)
    # 2 layers x 2 heads x (16 + 16) wide x 2 bytes
    assert found.kv_bytes == 256
    assert found.chat_template == "{{ messages }}"
    assert found.size_bytes == path.stat().st_size
    assert (found.thinking, found.opens_in_thought, found.is_deepseek_r1) == (
        "prompted",
        False,
        False,
    )


def test_key_width_of_its_own(tmp_path):
    path = write_gguf(tmp_path / "wide.gguf", llama__attention__key_length=32)
    assert read_model_file(path).kv_bytes == 2 * 2 * (32 + 16) * 2


@pytest.mark.parametrize(
    ("template", "opens", "r1"),
    [
        (R1, True, True),
        (R1.replace("<think>", ""), False, True),
        ("{{ '<|im_start|>assistant\\n<think>\\n' }}", True, False),
        ("{{ '<|im_start|>assistant\n<think>\n' }}", True, False),
        ("{{ '<|im_start|>assistant\\n' }}{{ '<think>\\n\\n</think>\\n\\n' }}", False, False),
    ],
)
def test_templates_that_know_of_thinking(tmp_path, template, opens, r1):
    found = read_model_file(write_gguf(tmp_path / "m.gguf", tokenizer__chat_template=template))
    assert found.thinking == "native"
    assert (found.opens_in_thought, found.is_deepseek_r1) == (opens, r1)


@pytest.mark.model
def test_the_real_one(embedded_model):
    found = read_model_file(embedded_model)
    assert (found.architecture, found.context, found.kv_bytes) == ("llama", 8192, 23040)
    assert found.thinking == "prompted"


def test_no_model_file(tmp_path):
    for name, content in (("empty", b""), ("text", b"hello " * 20), ("magic", b"GGUF")):
        path = tmp_path / name
        path.write_bytes(content)
        assert kind_of(path) is ProblemKind.BAD_MODEL_FILE
    assert kind_of(tmp_path / "missing.gguf") is ProblemKind.BAD_MODEL_FILE
    assert kind_of(tmp_path) is ProblemKind.BAD_MODEL_FILE


def test_a_header_cut_anywhere(tmp_path):
    whole = write_gguf(tmp_path / "m.gguf", tokenizer__ggml__tokens=["a", "b"]).read_bytes()
    path = tmp_path / "cut.gguf"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert kind_of(path) is ProblemKind.BAD_MODEL_FILE


def test_a_count_that_cannot_be(tmp_path):
    whole = write_gguf(tmp_path / "m.gguf").read_bytes()
    path = tmp_path / "many.gguf"
    path.write_bytes(whole[:16] + b"\xff" * 8 + whole[24:])
    assert kind_of(path) is ProblemKind.BAD_MODEL_FILE


def test_not_a_language_model(tmp_path):
    assert kind_of(write_gguf(tmp_path / "m.gguf", llama__block_count=0)) is (
        ProblemKind.BAD_MODEL_FILE
    )


def kind_of(path):
    with pytest.raises(ProblemError) as caught:
        read_model_file(path)
    return caught.value.problem.kind
