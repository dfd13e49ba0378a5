"""A chart as PNG, drawn from its SVG by the optional `resvg_py`."""

from __future__ import annotations

from jevons.core.plot.svg import FONTS

_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" font-family="{FONTS}">'


class NoPngError(Exception):
    """No PNG can be drawn here; says why, and what to do."""


def png(svg: str, zoom: float = 2.0) -> bytes:
    """Draw an SVG as PNG, `zoom` times its size in pixels.

    Raises:
        NoPngError: the extra is not installed, or there is no font to draw letters with.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        what = 'PNG needs an extra: pip install "jevons[png]"; SVG needs none'
        raise NoPngError(what) from error
    blank = svg_to_bytes(svg_string=f"{_SVG}</svg>")
    if svg_to_bytes(svg_string=f'{_SVG}<text y="9">x</text></svg>') == blank:
        raise NoPngError("PNG needs a font, and this machine has none; save SVG instead")
    return bytes(svg_to_bytes(svg_string=svg, zoom=zoom))
