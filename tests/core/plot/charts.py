"""Charts to draw in tests."""

from __future__ import annotations

from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Sign, Unit

PLACES = ((0.001, 0.50), (0.002, 0.55), (0.008, 0.62), (0.030, 0.65))
BELOW = ((0.003, 0.48), (0.010, 0.57))


def marks(places, letters="", half=0.04):
    """Marks with intervals."""
    return tuple(
        Mark(x, y, f"way {n + 1}", letters[n : n + 1], (x * 0.8, x * 1.25), (y - half, y + half))
        for n, (x, y) in enumerate(places)
    )


def frontier_chart():
    """A staircase, the points on it and some below."""
    best = marks(PLACES, "ABCD")
    return Chart(
        "What accuracy costs",
        Axis("dollars a question", Unit.USD, log=True),
        Axis("accuracy", Unit.SHARE),
        (
            Series("", best, Shape.STEPS, color=1, to_edge=True, can_pick=False),
            Series("dominated", marks(BELOW, "xy"), sign=Sign.RING, faint=True),
            Series("on the frontier", best, color=1, sign=Sign.DISC),
        ),
        (Rule(0.6, "wanted"),),
    )


def curve_chart():
    """A line within a band."""
    curve = [(float(n), n * n / 100) for n in range(11)]
    return Chart(
        "",
        Axis("step", Unit.PLAIN),
        Axis("reward"),
        (
            Series("spread", marks(curve, half=0.2), Shape.BAND, color=2, can_pick=False),
            Series("reward", tuple(Mark(x, y) for x, y in curve), Shape.LINE),
        ),
        (Rule(5.0, "here", upright=True),),
    )


def bar_chart():
    """Two series of bars, one of which goes below 0."""
    names = ("hard", "middle", "easy")
    first = tuple(Mark(float(n), 0.2 + 0.3 * n) for n in range(3))
    second = tuple(Mark(float(n), -0.1 + 0.3 * n) for n in range(3))
    return Chart(
        "",
        Axis("third", names=names),
        Axis("gain"),
        (Series("more", first, Shape.BARS), Series("less", second, Shape.BARS)),
    )
