"""Whether an answer names the right date, weekday or time of day."""

from __future__ import annotations

import re
from collections.abc import Callable

from jevons.core.exams.checking import Check
from jevons.core.exams.suites.answer_text import words
from jevons.core.records import Outcome, Question

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]})?t?" for month in map(str.lower, MONTHS))
_GAP = r"(?: of)?[ ,./-]{1,3}"
_DAY = r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])"
_YEAR = r"([0-9]{4})(?![0-9])"
_YEAR_FIRST = re.compile(r"(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_DAY_FIRST = re.compile(rf"{_DAY}{_GAP}({_MONTH}){_GAP}{_YEAR}")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}){_GAP}(?:the )?{_DAY}[ ,.]{{1,3}}{_YEAR}")
_NUMBERS_ONLY = re.compile(r"(?<![0-9])([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?![0-9])")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s?day|s|nesday|rs?|rsday|urday)?\b")
_HALF = r"(?: ?([ap])\.?m\b)"
_TIME = re.compile(rf"(?<![0-9])([0-9]{{1,2}})[:h]([0-9]{{2}})(?::00)?(?![0-9]){_HALF}?")
_TIME_DOTTED = re.compile(rf"([0-9]{{1,2}})\.([0-9]{{2}}){_HALF}?\.?")
_HOUR = re.compile(rf"(?<![0-9:.])([0-9]{{1,2}})(){_HALF}")
_OFFSET = re.compile(r"(?:utc|gmt) ?[+-] ?[0-9]{1,2}(?::?[0-9]{2})?")
_NAMED_TIME = re.compile(r"\b(noon|midnight)\b")


def check_date(question: Question, answer: str) -> Check:
    """One date, with the month as a word in any usual order, or year first in numbers.

    Numbers alone with the year last are read if they can only be one date: 05/03/2024
    may be in March or in May, and is wrong.
    """
    return _check(question, answer, "date", _dates)


def check_weekday(question: Question, answer: str) -> Check:
    """One day of the week, in full or abbreviated."""
    return _check(question, answer, "weekday", _weekdays)


def check_time(question: Question, answer: str) -> Check:
    """One time of day, of 24 hours or with am and pm."""
    return _check(question, answer, "time of day", _times)


def check_moment(question: Question, answer: str) -> Check:
    """One date with one time of day."""
    return _check(question, answer, "date and time", _moments)


def _check(question: Question, answer: str, what: str, read: Callable[[str], set[str]]) -> Check:
    found = read(words(answer).lower())
    if len(found) != 1:
        told = f"more than one {what}" if found else f"no {what}"
        return Check(Outcome.UNPARSED, told, None)
    (key,) = found
    outcome = Outcome.CORRECT if key == question.gold else Outcome.INCORRECT
    return Check(outcome, f"compared as a {what}", key)


def _dates(text: str) -> set[str]:
    """The dates in a text, as `2024-03-05`, whether or not there is such a day."""
    found = {_iso(year, int(month), day) for year, month, day in _YEAR_FIRST.findall(text)}
    found |= {_iso(year, _month(month), day) for day, month, year in _DAY_FIRST.findall(text)}
    found |= {_iso(year, _month(month), day) for month, day, year in _MONTH_FIRST.findall(text)}
    return found | {_unordered(*numbers) for numbers in _NUMBERS_ONLY.findall(text)}


def _unordered(first: str, second: str, year: str) -> str:
    """The date that three numbers mean; as it stands if they may mean two."""
    if int(first) == int(second) or int(second) > 12 >= int(first):
        return _iso(year, int(first), second)
    if int(first) > 12 >= int(second):
        return _iso(year, int(second), first)
    return f"{first}/{second}/{year}"


def _iso(year: str, month: int, day: str) -> str:
    return f"{year}-{month:02}-{int(day):02}"


def _month(name: str) -> int:
    return [month[:3].lower() for month in MONTHS].index(name[:3]) + 1


def _weekdays(text: str) -> set[str]:
    starts = {day[:3].lower(): day for day in WEEKDAYS}
    return {starts[start] for start in _WEEKDAY.findall(text)}


def _times(text: str) -> set[str]:
    """The times of day in a text, as `14:05`, whether or not there is such a time."""
    text = _OFFSET.sub("", text)
    dotted = _TIME_DOTTED.fullmatch(text)
    clocks = [dotted.groups()] if dotted else [*_TIME.findall(text), *_HOUR.findall(text)]
    found = {_clock(*clock) for clock in clocks}
    if not found:
        return {"12:00" if name == "noon" else "00:00" for name in _NAMED_TIME.findall(text)}
    return found


def _clock(hour: str, minute: str, half: str | None) -> str:
    hours = int(hour)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half == "p" else 0)
    return f"{0 if hours == 24 else hours:02}:{int(minute or 0):02}"


def _moments(text: str) -> set[str]:
    """The pairs of each date and each time in a text: one pair if it has one of each."""
    return {f"{date} {time}" for date in _dates(text) for time in _times(text)}
