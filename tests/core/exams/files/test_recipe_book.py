"""Recipes of the user's own, and what is wrong with some."""

import json

import pytest

from jevons.core import paths
from jevons.core.exams.files.load import load_exam
from jevons.core.exams.files.recipe import parse_recipe
from jevons.core.exams.files.recipe_book import load_recipes, recipe_named
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind

OWN = """
name = "riddles"
title = "Riddles"
source = "my shelf"
licence = "mine"
kind = "text"
files = ["riddles*"]
instruction = "Answer in one word."
metadata = ["author"]
cluster_pattern = '^(\\w+)-'

[fields]
question = ["riddle"]
answer = ["word"]
cluster = ["code"]

[gold]
after = "=>"
pattern = '[a-z]+'

[[signs]]
fields = ["riddle", "code"]
"""
ROW = {"riddle": "What has keys?", "word": "say => piano", "code": "music-7", "author": "me"}


@pytest.fixture
def own():
    def own(text, name="riddles.toml"):
        paths.recipes_dir().mkdir(parents=True, exist_ok=True)
        (paths.recipes_dir() / name).write_text(text)

    return own


def test_a_recipe_of_the_users_own(own, tmp_path):
    own(OWN)
    file = tmp_path / "anything.jsonl"
    file.write_text(json.dumps(ROW))
    exam = load_exam(str(file))
    (question,) = exam.questions
    assert (question.gold, question.cluster, question.kind) == ("piano", "music", AnswerKind.TEXT)
    assert question.metadata == {"author": "me"}
    assert exam.instruction == "Answer in one word."


def test_it_takes_the_place_of_a_shipped_one(own):
    own(OWN.replace('"riddles"', '"gsm8k"'))
    assert recipe_named("gsm8k").title == "Riddles"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[fields]", "[fields", "(at line"),
        ('name = "riddles"\n', "", "name is missing"),
        ('title = "Riddles"', "title = 3", "title is not a text"),
        (
            'kind = "text"',
            'kind = "essay"',
            "kind is not one of number, math, choice, text, judged",
        ),
        ('kind = "text"', 'kind = "checked"', "kind is not one of"),
        ('kind = "text"', "questions = true", "questions is not a number"),
        ('kind = "text"', "colour = 1", "colour is no key of a recipe"),
        ('files = ["riddles*"]', "files = 'x'", "files is not a list of texts"),
        ('answer = ["word"]\n', "", "fields.answer is missing"),
        ('answer = ["word"]', "answer = []", "fields.answer is missing"),
        ('cluster = ["code"]', 'hint = ["code"]', "hint is no role of a field"),
        ("after =", "behind =", "gold.behind is no key of a recipe"),
        ("pattern = '[a-z]+'", "pattern = '['", "gold.pattern is not a regular expression"),
        ('fields = ["riddle", "code"]', 'match.code = "("', "signs.match.code is not a regular"),
        ("[[signs]]", "[[signs]]\nlines = 1", "signs holds tables with fields, match or both"),
    ],
)
def test_a_broken_recipe_is_told(old, new, told):
    assert old in OWN
    with pytest.raises(ProblemError) as caught:
        parse_recipe(OWN.replace(old, new, 1), "riddles.toml")
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT
    assert "the recipe riddles.toml cannot be used: " in caught.value.problem.what
    assert told in caught.value.problem.what


def test_a_broken_recipe_leaves_the_others(own):
    own("name = ")
    recipes, (problem,) = load_recipes()
    assert "gsm8k" in recipes
    assert problem.kept == "it is passed over"
    with pytest.raises(ProblemError, match="cannot be used"):
        recipe_named("riddles")
    (paths.recipes_dir() / "riddles.toml").write_bytes(b"\xff")
    assert "cannot be read" in load_recipes()[1][0].what
