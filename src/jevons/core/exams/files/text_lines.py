"""The lines of a text file, checked and bounded: no line can fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from jevons.core.exams.files.row import unusable

LONGEST_LINE = 64 * 2**20
"""Bytes; a question with its pictures inside takes a few million."""


def text_lines(file: BinaryIO, name: str) -> Iterator[str]:
    """Each line of UTF-8 text with its end; a byte order mark before the first is left out.

    Raises:
        ProblemError: BAD_INPUT: a line is too long, not UTF-8, or holds zero bytes.
    """
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            what = f"line {number} is longer than {LONGEST_LINE // 2**20} MB"
            raise unusable(name, what, "put each question on a line of its own")
        if b"\0" in line:
            raise unusable(name, "it is a binary file, not text", "give a file of text")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            what = f"line {number} is not UTF-8 (byte {error.start + 1} of the line)"
            raise unusable(name, what, "save the file as UTF-8") from error
