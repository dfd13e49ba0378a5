import json
import os
import re
import resource
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from core.runs.library_samples import MESSAGES, a_generation
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Cost, FinishReason, SamplingParams, Usage
from jevons.core.runs.export import answer_object, save, to_json, to_markdown
from jevons.core.runs.library import Library, Turn
from jevons.core.state.meter import dollars


@pytest.fixture
def conversation():
    """A stored conversation of two turns, the second asked twice."""
    library, _ = Library.open()
    created = library.create_conversation("Letters", "r1-distill")
    for turn_number, names in enumerate([["g1"], ["g2", "g3"]], 1):
        turn = library.add_turn(created.id, f"question {turn_number}")
        for name in names:
            answered = a_generation(id=name, answer=f"answer {name}", thinking=f"thought {name}")
            library.put_generation(turn.id, answered, MESSAGES)
    yield library.conversation(created.id), library.turns(created.id)
    library.close()


def test_json_holds_the_objects_of_every_generation(conversation):
    about, turns = conversation
    document = json.loads(to_json(about, turns))
    assert (document["schema"], document["version"]) == ("jevons.conversation", 1)
    assert (document["id"], document["title"]) == (about.id, "Letters")
    assert [turn["question"] for turn in document["turns"]] == ["question 1", "question 2"]
    expected = [[answer_object(g) for g in turn.generations] for turn in turns]
    assert [turn["generations"] for turn in document["turns"]] == json.loads(json.dumps(expected))


def test_an_answer_object_has_what_it_should_and_no_raw_usage():
    shown = json.loads(json.dumps(answer_object(a_generation())))
    assert shown == {
        "question": "How many r are in strawberry?",
        "thinking": "s-t-r-a-w…",
        "answer": "**3**",
        "finish_reason": "stop",
        "problem": "",
        "model": "r1-distill",
        "params": {
            "temperature": 0.7,
            "top_p": 0.95,
            "top_k": 40,
            "min_p": None,
            "max_tokens": 500,
            "seed": 2**64 - 1,
        },
        "usage": {
            "prompt": 12,
            "cached": 3,
            "thinking": 40,
            "answer": 5,
            "requested_thinking": 256,
            "thought_ended_by": "budget",
            "source": "counted",
            "reread": 52,
            "reread_cached": 50,
        },
        "timing": {"ttft_s": 0.25, "thinking_s": 1.5, "total_s": 2.0, "tokens_per_s": 26.5},
        "cost": {
            "here_usd": 1.5e-6,
            "assumption": "40 W at 0.30 $/kWh",
            "elsewhere": [{"model": "o1", "date": "2024-12-17", "usd": 0.0029}],
        },
    }


def test_an_unfinished_generation_has_an_answer_object_too():
    shown = answer_object(a_generation(finish_reason=None, cost=None))
    assert (shown["finish_reason"], shown["cost"]) == (None, None)


def test_json_is_ascii_and_gives_any_text_back(conversation):
    about, turns = conversation
    hostile = "\x1b]0;x\x07\x9b2J\u202e\ud800 汉字 😀"
    turn = replace(turns[0], generations=(a_generation(answer=hostile),))
    text = to_json(about, [turn])
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["turns"][0]["generations"][0]["answer"] == hostile


def test_markdown_tells_all_in_order(conversation):
    text = to_markdown(*conversation)
    order = ["# Letters", "## 1. Question", "> question 1", "thought g1", "> answer g1"]
    order += ["## 2. Question", "thought g2", "### Answer 1 of 2", "### Answer 2 of 2", "answer g3"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "40 thinking + 5 answer tokens (counted)" in text
    assert "first token 0.25 s · thought 1.5 s · total 2.0 s · 26.5 tok/s" in text
    assert "Cost here $0.0000015" in text
    assert "on o1 (2024-12-17) $0.0029" in text


def test_markdown_rounds_costs_as_the_screen_does(conversation):
    about, turns = conversation
    for usd in (0.0, 0.0000123, 0.00456, 0.0123, 0.4, 1.234, 1234.5):
        priced = a_generation(cost=Cost(usd, "assumed"))
        text = to_markdown(about, [replace(turns[0], generations=(priced,))])
        assert f"Cost here {dollars(usd)} (assumed)" in text


def test_markdown_says_how_a_generation_ended(conversation):
    about, turns = conversation

    def ending(**changes):
        text = to_markdown(about, [replace(turns[0], generations=(a_generation(**changes),))])
        return re.search("(?m)^Ended: (.*?) *$", text)

    assert ending() is None
    cut = ending(finish_reason=FinishReason.ERROR, problem="interrupted")
    assert cut[1].replace("\\", "") == "error, interrupted"
    assert ending(finish_reason=None)[1] == "not yet"


def test_markdown_of_nothing_known_still_stands(conversation):
    about, _ = conversation
    empty = a_generation(thinking="", answer=" ", usage=Usage(), cost=None, params=SamplingParams())
    text = to_markdown(replace(about, title=""), [Turn("t", about.id, "", (empty,))])
    assert "# Conversation" in text
    assert "No answer." in text
    assert "<details>" not in text


def test_markdown_stays_in_its_blocks_whatever_a_model_wrote(conversation):
    about, _ = conversation
    hostile = (
        "</details>\n```\n# Forged\n````\n<script>x</script>\n![p](http://e)\n<!--\n\x1b[2J\u202e"
    )
    generation = a_generation(
        thinking=hostile, answer=hostile, model=hostile, problem=hostile, finish_reason=None
    )
    text = to_markdown(replace(about, title=hostile), [Turn("t", about.id, hostile, (generation,))])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    parsed = MarkdownIt("commonmark", {"html": True}).parse(text)
    html = [token.content.split("\n")[0] for token in parsed if token.type == "html_block"]
    assert html == ["<details>", "</details>"]
    children = [child.type for token in parsed for child in token.children or []]
    assert not {"html_inline", "image"} & set(children)
    headings = [
        parsed[index + 1].content
        for index, token in enumerate(parsed)
        if token.type == "heading_open" and token.level == 0
    ]
    assert len(headings) == 3
    assert headings[1:] == ["1. Question", "Answer"]


def test_save_writes_the_whole_text(tmp_path):
    file = save("some text\n", tmp_path / "new" / "directory", "My title", ".md")
    assert file == tmp_path / "new" / "directory" / "My-title.md"
    assert file.read_text() == "some text\n"
    assert os.listdir(file.parent) == [file.name]


def test_save_never_overwrites(tmp_path):
    names = [save(f"text {n}", tmp_path, "same", ".json").name for n in range(3)]
    assert names == ["same.json", "same-2.json", "same-3.json"]
    assert [(tmp_path / name).read_text() for name in names] == ["text 0", "text 1", "text 2"]


def test_save_does_not_write_through_a_link(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "elsewhere")
    assert save("x", tmp_path, "a", ".md").name == "a-2.md"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("..", "conversation"),
        ("", "conversation"),
        (".hidden", "hidden"),
        ("-rf /", "rf"),
        ("a\x00b\nc\x1b", "a-b-c"),
        ("Сколько будет 2+2?", "Сколько-будет-2-2"),
        ("为什么", "为什么"),
        ("C:\\x|y*?", "C-x-y"),
        ("Is it 7, or 8,", "Is-it-7-or-8"),
        ("Think about it, plea…", "Think-about-it"),
        ("Think about it, please …", "Think-about-it-please"),
        ("Unbroken…", "Unbroken"),
        ("\ud800", "ud800"),
    ],
)
def test_any_title_makes_a_safe_name(tmp_path, title, stem):
    assert save("x", tmp_path, title, ".md") == tmp_path / f"{stem}.md"


def test_a_long_title_makes_a_name_that_fits(tmp_path):
    file = save("x", tmp_path, "слово " * 500, ".md")
    assert len(os.fsencode(file.name)) < 140
    assert file.exists()


def test_text_that_utf_8_cannot_hold_is_escaped(tmp_path):
    assert save("a\ud800", tmp_path, "x", ".md").read_text() == "a\\ud800"


def test_a_directory_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError) as caught:
        save("x", tmp_path / "file" / "inside", "x", ".md")
    assert caught.value.problem.kind is ProblemKind.READ_ONLY


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(ProblemError):
            save("x" * 5000, tmp_path, "x", ".md")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(Path(tmp_path).glob("*.md")) == []
    assert list(Path(tmp_path).glob(".*.md*")) == []
