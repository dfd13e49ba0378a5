"""What a hostile model may write: everything that acts on a terminal or a toolkit.

Each piece holds a word of its own in capitals, so that it can be told on the screen and
in the bytes that reach the terminal.
"""

SEQUENCES = (
    "\x1b]0;TITLE\x07",
    "\x1b]2;WINDOW\x1b\\",
    "\x1b]52;c;Q0xJUEJPQVJE\x07",
    "\x1b]8;;http://evil.example\x07HYPERLINK\x1b]8;;\x07",
    "\x1b[31;42mCOLOUR",
    "\x1b[2J\x1b[HCLEARED",
    "\x1b[?1049lPRIMARY",
    "\x1b[6nREPORT",
    "\x1bcRESET",
    "\x1bP+q544e\x1b\\DCS",
    "\x1b_APC\x1b\\",
    "\x9b35mCSI8",
    "\x9d0;OSC8\x9c",
    "\x07BELL\x08\x08BACKSPACE\x7fDELETE\x00NUL",
    "covered\rRETURN",
    "\u202eOVERRIDE\u202c\u2066ISOLATE\u2069",
    "\u200bZEROWIDTH\ufeff\u2028SEPARATOR",
    "\U000e0041TAGS\ud800SURROGATE",
)
MARKUP = (
    "[red]MARKUP[/red] [/] [/nothing] [",
    "[@click=app.quit]CLICK[/]",
    "[link=http://evil.example]LINK[/link]",
    "[MDLINK](http://evil.example \"title\") <b onclick='x()'>HTML</b> <script>SCRIPT</script>",
)
WORDS = (
    *("TITLE", "WINDOW", "HYPERLINK", "COLOUR", "CLEARED", "PRIMARY", "REPORT", "RESET", "DCS"),
    *("APC", "CSI8", "OSC8", "BELL", "BACKSPACE", "DELETE", "NUL", "RETURN", "OVERRIDE"),
    *("ISOLATE", "ZEROWIDTH", "SEPARATOR", "TAGS", "SURROGATE"),
    *("MARKUP", "CLICK", "LINK", "MDLINK", "HTML", "SCRIPT"),
)
TEXT = "\n\n".join((*SEQUENCES, *MARKUP))

FORBIDDEN = "".join(
    map(
        chr,
        (
            *range(0x80, 0xA0),
            *(0x200B, 0x2028, 0x2029, 0xFEFF),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            *range(0xE0000, 0xE0080),
        ),
    )
)
"""Characters that no screen may hold."""
