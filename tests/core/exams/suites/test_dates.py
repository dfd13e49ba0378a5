import re
from datetime import date, datetime, timedelta

import pytest

from core.exams.suites.wording_reader import fields_of, questions
from jevons.core.exams.suites.checkers_dates import MONTHS, WEEKDAYS
from jevons.core.records import AnswerKind


def day_in(text):
    day, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def julian_day(day):
    """The Julian day number (Fliegel and Van Flandern, CACM 11, 1968, p. 657)."""
    a = (14 - day.month) // 12
    y, m = day.year + 4800 - a, day.month + 12 * a - 3
    return day.day + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400 - 32045


def weekday_of(day):
    """Zeller's congruence."""
    month, year = (day.month, day.year) if day.month > 2 else (day.month + 12, day.year - 1)
    h = day.day + 13 * (month + 1) // 5 + year + year // 4 - year // 100 + year // 400
    return WEEKDAYS[(h + 5) % 7]


def days_from(day, n):
    """The day whose Julian day number is `n` more, by counting."""
    step = 1 if n > 0 else -1
    for _ in range(abs(n)):
        day += timedelta(step)
    return day


def minutes_in(text):
    hours, minutes = map(int, text.split(":"))
    return 60 * hours + minutes


def duration_in(text):
    return sum(
        int(n) * (60 if unit == "hour" else 1)
        for n, unit in re.findall(r"(\d+) (hour|minute)", text)
    )


def clock(minutes):
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def offset_in(zone):
    sign, clock_part = zone[3], zone[4:]
    return minutes_in(clock_part) * (-1 if sign == "-" else 1)


def moment_after(said, minutes):
    """`14:05 on 3 May 2024` and some minutes: by days and minutes of the Julian day."""
    start, day = said.split(" on ")
    total = julian_day(day_in(day)) * 1_440 + minutes_in(start) + minutes
    found = datetime.combine(day_in(day), datetime.min.time()) + timedelta(
        days=total // 1_440 - julian_day(day_in(day))
    )
    return f"{found:%Y-%m-%d} {clock(total % 1_440)}"


def later_weekday(weekday, n):
    return WEEKDAYS[(WEEKDAYS.index(weekday) + n) % 7]


def working_day(start, n):
    days = (start + timedelta(k) for k in range(1, 3 * n + 10))
    return [day for day in days if weekday_of(day) not in {"Saturday", "Sunday"}][n - 1]


def fridays(first, last):
    months = ((y, m) for y in range(first.year, last.year + 1) for m in range(1, 13))
    return sum(
        first <= date(y, m, 13) <= last and weekday_of(date(y, m, 13)) == "Friday"
        for y, m in months
    )


def nth_weekday(start, weekday, n):
    days = (start + timedelta(k) for k in range(1, 7 * n + 8))
    return [day for day in days if weekday_of(day) == weekday][n - 1]


def count_in(text):
    return int(text.split()[0])


SOLVED = {
    "weekday-later": lambda weekday, n: later_weekday(weekday, count_in(n)),
    "hours-later": lambda time, n: clock(minutes_in(time) + 60 * count_in(n)),
    "over-midnight": lambda time, duration: clock(minutes_in(time) + duration_in(duration)),
    "weekday-before": lambda weekday, n: later_weekday(weekday, -count_in(n)),
    "days-later": lambda date, n: days_from(day_in(date), int(n)),
    "days-between": lambda first, last: julian_day(day_in(last)) - julian_day(day_in(first)),
    "weekday-from": lambda date, weekday, asked: later_weekday(
        weekday, julian_day(day_in(asked)) - julian_day(day_in(date))
    ),
    "minutes-between": lambda start, end: 1_440 + minutes_in(end) - minutes_in(start),
    "weekday-of": lambda date: weekday_of(day_in(date)),
    "many-days-before": lambda date, n: days_from(day_in(date), -int(n)),
    "elsewhere": lambda moment, here, there: moment_after(
        moment, offset_in(there) - offset_in(here)
    ),
    "flights": lambda moment, first, wait, second, from_zone, over_zone, to_zone: moment_after(
        moment,
        sum(map(duration_in, (first, wait, second))) + offset_in(to_zone) - offset_in(from_zone),
    ),
    "working-days": lambda date, n: working_day(day_in(date), int(n)),
    "days-across-centuries": lambda first, last: (
        julian_day(day_in(last)) - julian_day(day_in(first))
    ),
    "fridays-the-13th": lambda first, last: fridays(day_in(first), day_in(last)),
    "nth-weekday": lambda date, weekday, n: nth_weekday(day_in(date), weekday, int(n)),
}


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_is_what_counting_finds(level):
    for question in questions("dates", level, 60):
        task = question.metadata["task"]
        fields = fields_of("dates", question.text, task)
        assert question.gold == str(SOLVED[task](**fields)), question.text
        assert (question.kind is AnswerKind.NUMBER) == question.gold.isdigit()


def test_every_task_comes_up():
    asked = {q.metadata["task"] for level in range(1, 6) for q in questions("dates", level, 60)}
    assert asked == set(SOLVED)


def test_a_weekday_that_is_told_is_true():
    for question in questions("dates", 3, 60):
        if question.metadata["task"] == "weekday-from":
            fields = fields_of("dates", question.text, "weekday-from")
            assert weekday_of(day_in(fields["date"])) == fields["weekday"]


def test_spans_grow():
    """The years between the first date and the last that come up."""

    def years(level):
        texts = " ".join(question.text for question in questions("dates", level, 60))
        return [int(year) for year in re.findall(r"\b[12]\d{3}\b(?! days)", texts)]

    assert not years(1)
    spans = [max(years(level)) - min(years(level)) for level in (2, 4, 5)]
    assert spans == sorted(spans)
    assert spans[2] > 400


def test_the_hard_days_come_up():
    golds = {question.gold[5:10] for question in questions("dates", 5, 60)} | {
        question.gold[5:10] for question in questions("dates", 4, 60)
    }
    assert golds & {"01-01", "12-31", "02-29", "03-01"}
