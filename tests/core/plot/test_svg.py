from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from core.plot.charts import bar_chart, curve_chart, frontier_chart
from core.plot.test_draw import CHARTS
from jevons.core.plot.chart import Mark, Series, Sign
from jevons.core.plot.png import png
from jevons.core.plot.svg import svg

SVG = "{http://www.w3.org/2000/svg}"


def texts(document):
    return [element.text for element in ElementTree.fromstring(document).iter(f"{SVG}text")]


def titles(document):
    return [element.text for element in ElementTree.fromstring(document).iter(f"{SVG}title")]


def test_it_says_what_is_on_the_axes_and_in_the_legend():
    said = texts(svg(frontier_chart()))
    for words in ("What accuracy costs", "dollars a question", "accuracy", "$0.001", "60 %"):
        assert words in said
    assert {"dominated", "on the frontier", "wanted", "A", "B", "C", "D"} <= set(said)


def test_a_legend_that_is_wider_than_the_page_goes_on_below():
    names = [f"deepseek-r1-distill-qwen-1.5b, think {number}" for number in range(9)]
    series = tuple(Series(name, (Mark(0.01, 0.5),)) for name in names)
    document = svg(replace(frontier_chart(), series=series), width=800)
    root = ElementTree.fromstring(document)
    places = {
        text.text: (float(text.get("x")), float(text.get("y"))) for text in root.iter(f"{SVG}text")
    }
    assert all(places[name][0] + 7 * len(name) < 800 for name in names)
    assert len({places[name] for name in names}) == len(names)
    window = next(root.iter(f"{SVG}clipPath"))[0]
    lowest = max(places[name][1] for name in names)
    assert lowest < float(window.get("y"))
    assert float(window.get("y")) + float(window.get("height")) <= 500


def test_every_point_has_its_values_as_a_title():
    found = titles(svg(frontier_chart()))
    assert "B way 2: 55.0 % [51.0 %, 59.0 %] at $0.00200 [$0.00160, $0.00250]" in found
    assert sum("way" in title for title in found) == 6


def test_what_others_wrote_stays_text():
    chart = frontier_chart()
    rude = Series('<script>"&', (Mark(0.01, 0.5, '"><g onload="x'),), sign=Sign.RING)
    document = svg(replace(chart, title="a < b & c", series=(rude,)))
    root = ElementTree.fromstring(document)
    assert not list(root.iter(f"{SVG}script"))
    assert not [element for element in root.iter() if "onload" in element.attrib]
    assert "a < b & c" in texts(document)


@pytest.mark.parametrize("chart", [frontier_chart(), curve_chart(), bar_chart()])
def test_a_png_is_drawn_of_it(chart):
    small = png(svg(chart), zoom=1)
    assert small.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(small[16:20]) == 800
    assert int.from_bytes(png(svg(chart), zoom=2)[16:20]) == 1600


@settings(max_examples=50, deadline=None)
@given(CHARTS)
def test_whatever_the_values_are_it_is_well_formed(chart):
    assert ElementTree.fromstring(svg(chart)).tag == f"{SVG}svg"
