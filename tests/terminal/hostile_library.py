"""A home in which all that comes from elsewhere is hostile: names, texts, verdicts, files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from core.runs.library_samples import a_generation
from core.runs.run_samples import an_exam
from jevons.core import paths
from jevons.core.records import Message, Outcome, Verdict
from jevons.core.runs.generation_rows import storable
from jevons.core.runs.library import Library
from screens.run_libraries import a_drawn, fill, runs_library

A_TURN = 50
"""Strings in a turn of the conversation: half in its thought, half in its answer."""

NAME = "hostile\x1b]0;TITLE\x07[red]\u202eexam"


def make_home(strings: Sequence[str]) -> None:
    """Fill the home: a conversation with all strings, a run and a file of questions with some."""
    _conversation(strings)
    _runs(strings[:60])
    _exam_files(strings[:200])


def _conversation(strings: Sequence[str]) -> None:
    library, _ = Library.open()
    opened = library.create_conversation(strings[0], strings[1])
    for turn in range(len(strings) // A_TURN):
        some = strings[turn * A_TURN : (turn + 1) * A_TURN]
        asked = library.add_turn(opened.id, some[0])
        generation = a_generation(
            id=f"{turn}",
            model=some[0],
            question=some[0],
            thinking="\n\n".join(some[: A_TURN // 2]),
            answer="\n\n".join(some[A_TURN // 2 :]),
            fingerprint=some[0],
            problem=some[-1],
        )
        library.put_generation(asked.id, generation, (Message("user", some[0]),))
    library.remember("ask.conversation", opened.id)
    library.close()


def _runs(strings: Sequence[str]) -> None:
    exam = replace(an_exam(len(strings)), name=NAME, source=strings[0], instruction=strings[1])
    questions = [
        replace(asked, text=text, gold=text, cluster=text, metadata={"subject": text})
        for asked, text in zip(exam.questions, strings, strict=True)
    ]
    exam = replace(exam, questions=tuple(questions))
    with runs_library() as store:
        fill(store, ["✓✗"] * len(strings), exam=exam, problem=strings[2], models=(strings[3],))
        number = fill(store, ["✓?"] * len(strings), exam=exam, models=(strings[4],))
        for place, text in enumerate(strings):
            verdict = Verdict(Outcome.INCORRECT, text, text, text, text)
            drawn = a_drawn(number, exam, place, 0, "incorrect", plan=store.run(number).plan)
            said = replace(drawn.generation, thinking=text, answer=text, problem=text)
            store.put(number, [replace(drawn, generation=said, verdict=verdict)])


def _exam_files(strings: Sequence[str]) -> None:
    directory = paths.private_dir(paths.exams_dir())
    texts = map(storable, strings)  # half a character is refused
    rows = [json.dumps({"question": text, "answer": "7", "subject": text}) for text in texts]
    (directory / "hostile.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for text in strings[:5]:
        with suppress(OSError, ValueError):  # some are no names of files
            (directory / f"{text[:40]}.jsonl").write_text(rows[0] + "\n", encoding="utf-8")
