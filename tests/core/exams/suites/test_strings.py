import re

import pytest

from core.exams.suites.wording_reader import fields_of, questions
from jevons.core.exams.suites.wordings import wordings
from jevons.core.records import AnswerKind

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def moved(word, n):
    """Caesar's cipher by a table."""
    return word.translate(str.maketrans(ALPHABET, ALPHABET[n % 26 :] + ALPHABET[: n % 26]))


def in_pairs(letters):
    letters = list(letters)
    for i in range(0, len(letters) - 1, 2):
        letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)


def swapped(letters):
    letters = list(letters)
    letters[0], letters[-1] = letters[-1], letters[0]
    return "".join(letters)


def inserted(letters, k, letter):
    letters = list(letters)
    letters.insert(k, letter)
    return "".join(letters)


def dropped(letters, k):
    letters = list(letters)
    letters.pop(k - 1)
    return "".join(letters)


STEPS = {
    "step-reverse": lambda s: "".join(reversed(s)),
    "step-rotate": lambda s, k: (s * 2)[int(k) : int(k) + len(s)],
    "step-swap-ends": swapped,
    "step-next-letter": lambda s: moved(s, 1),
    "step-double": lambda s, letter: "".join(c + c if c == letter else c for c in s),
    "step-vowels-last": lambda s: re.sub("[aeiou]", "", s) + re.sub("[^aeiou]", "", s),
    "step-insert": lambda s, letter, k: inserted(s, int(k), letter),
    "step-pairs": in_pairs,
    "step-drop": lambda s, k: dropped(s, int(k)),
}


def after_steps(word, steps):
    for line in steps.split("\n"):
        said = re.sub(r"^\d+\. ", "", line)
        (step,) = [task for task in STEPS if list(read_step(task, said))]
        word = STEPS[step](word, **next(read_step(step, said)))
    return word


def read_step(task, said):
    for template in wordings("strings")[task].values():
        pattern = re.escape(template).replace(r"\{k\}", r"(?P<k>\d+)")
        match = re.fullmatch(pattern.replace(r"\{letter\}", "(?P<letter>[a-z])"), said)
        if match:
            yield match.groupdict()


def in_order(words, before):
    """Sorted by picking, again and again, a word that no other comes before."""
    left, ordered = words.split(", "), []
    while left:
        first = left[0]
        for word in left:
            if before(word) < before(first):
                first = word
        left.remove(first)
        ordered.append(first)
    return ", ".join(ordered)


SOLVED = {
    "end-letter": lambda end, word: word[0] if end == "first" else word[-1],
    "length": lambda word: sum(1 for _ in word),
    "letter-count": lambda letter, word: len(word.split(letter)) - 1,
    "reversal": lambda word: "".join(reversed(word)),
    "nth-word": lambda n, words: words.split()[int(n) - 1],
    "sorting": lambda words: in_order(words, lambda word: word),
    "text-count": lambda letter, words: len(words.split(letter)) - 1,
    "shift": lambda word, n: moved(word, int(n)),
    "nth-letter": lambda words, n: words.replace(" ", "")[int(n) - 1],
    "sorting-by-end": lambda words: in_order(words, lambda word: "".join(reversed(word))),
    "steps": after_steps,
    "unshift": lambda word, n: moved(word, -int(n)),
    "sorting-by-third": lambda words: in_order(words, lambda word: word[2] + word),
}


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_is_what_doing_it_gives(level):
    for question in questions("strings", level, 60):
        task = question.metadata["task"]
        fields = fields_of("strings", question.text, task)
        assert question.gold == str(SOLVED[task](**fields)), question.text


def test_every_task_and_every_step_comes_up():
    asked = [question for level in range(1, 6) for question in questions("strings", level, 60)]
    assert {question.metadata["task"] for question in asked} == set(SOLVED)
    text = "\n".join(question.text for question in asked)
    lines = [re.sub(r"^\d+\. ", "", line) for line in text.split("\n")]
    for step in STEPS:
        assert any(list(read_step(step, line)) for line in lines), step


def test_kinds():
    kinds = {q.metadata["task"]: q.kind for n in range(1, 6) for q in questions("strings", n, 60)}
    assert kinds["sorting"] is AnswerKind.CHECKED
    assert kinds["reversal"] is AnswerKind.TEXT
    assert kinds["text-count"] is AnswerKind.NUMBER


def test_texts_grow():
    lengths = [
        sum(len(question.text) for question in questions("strings", level, 60))
        for level in range(1, 6)
    ]
    assert lengths == sorted(lengths)


def test_what_is_reversed_gets_longer():
    longest = [
        max(
            len(question.gold)
            for question in questions("strings", level, 60)
            if question.metadata["task"] == "reversal"
        )
        for level in (2, 3, 4)
    ]
    assert longest[0] == 5 < longest[1] <= 12 < longest[2] <= 20
