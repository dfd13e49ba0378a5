"""A terminal that can be read back: pyte, with what it lacks of the terminals of today.

pyte knows neither hyperlinks, dim, concealed, framed and overlined text nor joined emoji;
here a cell has them all. It erases in the colour that is set (bce), or not, as asked; its
signs are as wide as Rich says (`clusters`), or as pyte's own table says of each code point,
as older terminals do it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pyte
from rich.cells import split_graphemes

_LINK = re.compile(r"\x1b\]8;([^;\x07\x1b]*;[^\x07\x1b]*)(?:\x07|\x1b\\)")
_STRING = re.compile(r"\x1b[\]P_^](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)")
"""Commands of an operating system, a device, an application: pyte prints some of them."""

_ENDS = {
    "22": {"1", "2"}, "23": {"3"}, "24": {"4", "21"}, "25": {"5", "6"}, "27": {"7"}, "28": {"8"},
    "29": {"9"}, "54": {"51", "52"}, "55": {"53"},
}  # fmt: skip
_SEEN_ON_BLANKS = {"4", "7", "9", "21", "51", "52", "53"}


class Look(NamedTuple):
    """What can be seen of a cell."""

    sign: str
    foreground: str
    background: str
    attributes: tuple[str, ...]
    link: str


class Emulator(pyte.Screen):
    """A screen of `width` x `height` that is fed text."""

    def __init__(
        self, width: int, height: int, *, clusters: bool = True, colored_erase: bool = True
    ) -> None:
        self._clusters = clusters
        self._colored_erase = colored_erase
        self._codes: tuple[str, str, frozenset[str], str] = ("", "", frozenset(), "")
        super().__init__(width, height)
        self._stream = pyte.Stream(self)

    def feed(self, data: str) -> None:
        """Take what was written."""
        at = 0
        for string in _STRING.finditer(data):
            self._stream.feed(data[at : string.start()])
            at = string.end()
            if link := _LINK.fullmatch(string[0]):
                self._set(link="" if link[1].endswith(";") else link[1])
        self._stream.feed(data[at:])

    def looks(self) -> list[list[Look]]:
        """All cells; of a blank only what can be seen on it."""
        return [[_look(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def lines_of_text(self) -> list[str]:
        """The screen as text."""
        return ["".join(look.sign for look in row).rstrip() for row in self.looks()]

    # Of pyte.

    def reset(self) -> None:
        self._codes = ("", "", frozenset(), "")
        super().reset()

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        super().set_mode(*modes, **kwargs)
        if 1049 in modes:  # the other screen, which is empty
            self.erase_in_display(2)

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if private:
            return
        foreground, background, attributes, _ = self._codes
        codes = [str(code) for code in attrs] or ["0"]
        while codes:
            code = codes.pop(0)
            if code == "0":
                foreground, background, attributes = "", "", frozenset()
            elif code in {"38", "48"}:
                count = 4 if codes[0] == "2" else 2
                color, codes = ";".join([code, *codes[:count]]), codes[count:]
                foreground, background = (
                    (color, background) if code == "38" else (foreground, color)
                )
            elif code in {"39", "49"}:
                foreground, background = ("", background) if code == "39" else (foreground, "")
            elif code in _ENDS:
                attributes -= _ENDS[code]
            elif code.startswith(("3", "9")) and len(code) == 2:
                foreground = code
            elif code.startswith(("4", "10")) and len(code) > 1:
                background = code
            else:
                attributes |= {code}
        self._set(foreground=foreground, background=background, attributes=attributes)

    def _set(self, **changes: object) -> None:
        names = ("foreground", "background", "attributes", "link")
        values = dict(zip(names, self._codes, strict=True)) | changes
        self._codes = tuple(values[name] for name in names)  # type: ignore[assignment]
        foreground, background, attributes, link = self._codes
        text = "|".join((foreground, ",".join(sorted(attributes)), link))
        self.cursor.attrs = self.cursor.attrs._replace(fg=text, bg=background)

    def draw(self, data: str) -> None:
        if not self._clusters:
            for char in data:  # one by one: pyte leaves out what follows a joiner
                super().draw(char)
            return
        for start, end, width in split_graphemes(data)[0]:
            self._put(data[start:end], width)

    def _put(self, sign: str, width: int) -> None:
        """Write a sign; whatever it cuts in two is gone, as on other terminals."""
        line = self.buffer[self.cursor.y]
        if not width:
            x = self.cursor.x - 1
            x -= x > 0 and not line[x].data
            if x >= 0:
                line[x] = line[x]._replace(data=line[x].data + sign)
            return
        at = min(self.cursor.x, self.columns - width)
        for edge in (at, at + width):
            if 0 < edge < self.columns and not line[edge].data:
                for x in (edge - 1, edge):
                    line[x] = line[x]._replace(data=" ", fg="||")
        super().draw("\u4e00" if width == 2 else "x")
        line[at] = line[at]._replace(data=sign)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        self._erase(lambda: super(Emulator, self).erase_in_line(how, private))

    def erase_characters(self, count: int | None = None) -> None:
        self._erase(lambda: super(Emulator, self).erase_characters(count))

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        self._erase(lambda: super(Emulator, self).erase_in_display(how, *args, **kwargs))

    def _erase(self, erase) -> None:
        attrs = self.cursor.attrs
        background = attrs.bg if self._colored_erase else ""
        self.cursor.attrs = self.default_char._replace(fg="||", bg=background)
        erase()
        self.cursor.attrs = attrs


def _look(char: pyte.screens.Char) -> Look:
    foreground, attributes, link = (*char.fg.split("|"), "", "")[:3]
    background = "" if char.bg == "default" else char.bg
    shown = tuple(filter(None, attributes.split(",")))
    if char.data == " " and not link and not _SEEN_ON_BLANKS & set(shown):
        return Look(" ", "", background, (), "")
    return Look(char.data, foreground.replace("default", ""), background, shown, link)
