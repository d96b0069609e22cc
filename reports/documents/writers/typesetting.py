"""Typesets a document by typst, in a process of its own: typst keeps what it has worked out until it ends.

python -I reports/documents/writers/typesetting.py < document.json > document.pdf

It imports nothing but typst: a small document takes little longer than the start of Python.
"""

import sys

import typst

TEMPLATE = __file__.removesuffix("typesetting.py") + "document.typ"


def fonts() -> typst.Fonts:
    """Returns the fonts of this computer and those that come with typst."""
    return typst.Fonts(include_system_fonts=True)


def typeset(source: str, known_fonts: typst.Fonts) -> bytes:
    """Returns the PDF; `source` is what the template calls `doc`, as JSON."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=known_fonts,
        sys_inputs={"document": source},
        timestamp=0,
    )


if __name__ == "__main__":
    found = fonts()  # while the source is still written
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode(), found))
