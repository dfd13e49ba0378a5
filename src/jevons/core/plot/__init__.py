"""Charts for the terminal: a description is drawn as rows of cells, as SVG or as PNG.

Say what there is, in values; the drawing finds the scales, the ticks and the room:

    from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Unit
    from jevons.core.plot.draw import draw, text

    chart = Chart(
        "What more samples buy",
        Axis("dollars a question", Unit.USD, log=True),
        Axis("accuracy", Unit.SHARE),
        series=(
            Series("majority", (
                Mark(0.001, 0.52, "1 sample", label="A", y_span=(0.47, 0.57)),
                Mark(0.008, 0.61, "8 samples", label="B", y_span=(0.56, 0.66)),
            )),
            Series("frontier", (Mark(0.001, 0.52), Mark(0.008, 0.61)), Shape.STEPS),
        ),
        rules=(Rule(0.6, "wanted"),),
    )
    print(text(draw(chart, 80, 24)))

`svg.svg(chart)` makes a picture of the same description, `png.png` one of that. On a
screen `widgets.plot.Plot` shows it: `plot.chart = chart`; `plot.move(1)` goes to the next
point, and `Plot.Picked` says which one has the cursor.
"""
