"""Dates: weekdays, days between dates, clock times over midnight and across time zones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from jevons.core.exams.suites.checkers_dates import MONTHS, WEEKDAYS
from jevons.core.exams.suites.suite import Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind

Drawn = tuple[Mapping[str, object], object, str]
"""What the wordings of a task are filled in with, the answer, and its checker ("": a number)."""

_FRIDAY = 4
_SATURDAY = 5
_OFFSETS = (-600, -570, -480, -420, -300, -210, -180, 0, 60, 180, 270, 330, 345, 480, 540, 570, 765)
"""Minutes ahead of UTC, as they are in use somewhere."""


def draw(rng: Random, level: int) -> Item:
    """Draw one question."""
    task = rng.choice(list(_LEVELS[level - 1]))
    fields, answer, checker = _LEVELS[level - 1][task](rng)
    text, wording = say(rng, "dates", task, **fields)
    return Item(
        text=text,
        gold=str(answer),
        kind=AnswerKind.CHECKED if checker else AnswerKind.NUMBER,
        cluster=wording,
        checker=checker,
        metadata={"task": task},
    )


def _weekday_later(rng: Random) -> Drawn:
    today, n = rng.randrange(7), rng.randint(1, 10)
    fields = {"weekday": WEEKDAYS[today], "n": _counted(n, "day")}
    return fields, WEEKDAYS[(today + n) % 7], "weekday"


def _hours_later(rng: Random) -> Drawn:
    now = datetime(2000, 1, 1, rng.randint(1, 15), rng.choice((0, 10, 15, 20, 30, 45)))
    n = rng.randint(1, 8)
    return {"time": _clock(now), "n": _counted(n, "hour")}, _clock(now + timedelta(hours=n)), "time"


def _over_midnight(rng: Random) -> Drawn:
    now = datetime(2000, 1, 1, rng.randint(13, 23), rng.randint(0, 59))
    taken = timedelta(hours=rng.randint(11, 20), minutes=rng.randint(1, 59))
    return {"time": _clock(now), "duration": _duration(taken)}, _clock(now + taken), "time"


def _weekday_before(rng: Random) -> Drawn:
    today, n = rng.randrange(7), rng.randint(15, 99)
    fields = {"weekday": WEEKDAYS[today], "n": _counted(n, "day")}
    return fields, WEEKDAYS[(today - n) % 7], "weekday"


def _days_later(rng: Random) -> Drawn:
    day, n = _day(rng, 1990, 2040), rng.randint(10, 60)
    return {"date": _said(day), "n": n}, day + timedelta(n), "date"


def _days_between(rng: Random) -> Drawn:
    first = _day(rng, 1990, 2040)
    last = first + timedelta(rng.randint(60, 500))
    return {"first": _said(first), "last": _said(last)}, (last - first).days, ""


def _weekday_from(rng: Random) -> Drawn:
    known = _day(rng, 1990, 2040)
    asked = known + timedelta(rng.choice((-1, 1)) * rng.randint(40, 360))
    fields = {"date": _said(known), "weekday": _weekday(known), "asked": _said(asked)}
    return fields, _weekday(asked), "weekday"


def _minutes_between(rng: Random) -> Drawn:
    start = datetime(2000, 1, 1, rng.randint(12, 23), rng.randint(0, 59))
    taken = rng.randint(800, 1_400)
    end = start + timedelta(minutes=taken)
    return {"start": _clock(start), "end": _clock(end)}, taken, ""


def _weekday_of(rng: Random) -> Drawn:
    day = _day(rng, 1900, 2099)
    return {"date": _said(day)}, _weekday(day), "weekday"


def _many_days_before(rng: Random) -> Drawn:
    day, n = _day(rng, 1930, 2090), rng.randint(400, 3_000)
    return {"date": _said(day), "n": n}, day - timedelta(n), "date"


def _elsewhere(rng: Random) -> Drawn:
    here, there = rng.sample(_OFFSETS, 2)
    now = datetime.combine(_turning_day(rng), time(rng.randrange(24), rng.randrange(60)))
    fields = {"moment": _moment_said(now), "here": _zone(here), "there": _zone(there)}
    return fields, _moment(now + timedelta(minutes=there - here)), "moment"


def _flights(rng: Random) -> Drawn:
    zones = rng.sample(_OFFSETS, 3)
    start = datetime.combine(_turning_day(rng), time(rng.randrange(24), rng.randrange(60)))
    first, wait, second = (timedelta(minutes=rng.randint(*span)) for span in _LEGS)
    arrival = start + first + wait + second + timedelta(minutes=zones[2] - zones[0])
    names = ("from_zone", "over_zone", "to_zone")
    fields = {
        "moment": _moment_said(start),
        "first": _duration(first),
        "wait": _duration(wait),
        "second": _duration(second),
        **dict(zip(names, map(_zone, zones), strict=True)),
    }
    return fields, _moment(arrival), "moment"


_LEGS = ((200, 900), (45, 400), (200, 900))
"""Minutes of the first flight, the wait and the second flight: at least and at most."""


def _working_days(rng: Random) -> Drawn:
    start, n = _day(rng, 1950, 2080), rng.randint(60, 400)
    day, left = start, n
    while left:
        day += timedelta(1)
        left -= day.weekday() < _SATURDAY
    return {"date": _said(start), "n": n}, day, "date"


def _days_across_centuries(rng: Random) -> Drawn:
    first, last = _day(rng, 1600, 1899), _day(rng, 1950, 2399)
    return {"first": _said(first), "last": _said(last)}, (last - first).days, ""


def _fridays_the_13th(rng: Random) -> Drawn:
    first = _day(rng, 1900, 2080)
    last = (first + timedelta(rng.randint(2_000, 6_000))).replace(day=13)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    count = sum(day.day == 13 and day.weekday() == _FRIDAY for day in days)
    return {"first": _said(first), "last": _said(last)}, count, ""


def _nth_weekday(rng: Random) -> Drawn:
    start, weekday = _day(rng, 1900, 2080), rng.randrange(7)
    n = rng.randint(60, 300)
    ahead = (weekday - start.weekday() - 1) % 7 + 1
    day = start + timedelta(ahead + 7 * (n - 1))
    return {"date": _said(start), "n": n, "weekday": WEEKDAYS[weekday]}, day, "date"


def _day(rng: Random, first_year: int, last_year: int) -> date:
    start = date(first_year, 1, 1)
    return start + timedelta(rng.randrange((date(last_year, 12, 31) - start).days + 1))


def _turning_day(rng: Random) -> date:
    """A day at the end or the beginning of a month, where a change of day is hardest."""
    first = date(rng.randint(1996, 2044), rng.randint(1, 12), 1)
    return first - timedelta(rng.randint(0, 1))


def _said(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _moment_said(moment: datetime) -> str:
    return f"{_clock(moment)} on {_said(moment.date())}"


def _zone(minutes: int) -> str:
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _duration(taken: timedelta) -> str:
    hours, minutes = divmod(int(taken.total_seconds()) // 60, 60)
    parts = [_counted(n, unit) for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    return " and ".join(parts)


def _counted(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


_LEVELS: tuple[Mapping[str, Callable[[Random], Drawn]], ...] = (
    {"weekday-later": _weekday_later, "hours-later": _hours_later},
    {
        "over-midnight": _over_midnight,
        "weekday-before": _weekday_before,
        "days-later": _days_later,
    },
    {
        "days-between": _days_between,
        "weekday-from": _weekday_from,
        "minutes-between": _minutes_between,
    },
    {
        "weekday-of": _weekday_of,
        "many-days-before": _many_days_before,
        "elsewhere": _elsewhere,
    },
    {
        "flights": _flights,
        "working-days": _working_days,
        "days-across-centuries": _days_across_centuries,
        "fridays-the-13th": _fridays_the_13th,
        "nth-weekday": _nth_weekday,
    },
)

SUITE = Suite(
    name="dates",
    title="Dates and times",
    description="weekdays, dates, durations, clock times and time zones",
    levels=(
        "a weekday some days later, a time some hours later",
        "times over midnight, weekdays and dates some weeks away",
        "days between dates, weekdays within a year",
        "the weekday of any date, dates years away, two time zones",
        "journeys over three time zones, working days, centuries",
    ),
    draw=draw,
)
