"""Typesets a document by typst, in a process of its own as typst keeps its results in memory until the process ends.

python -I reports/documents/writers/typesetting.py < document.json > document.pdf
"""

import sys
from functools import cache
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("document.typ")


@cache
def fonts() -> typst.Fonts:
    """Returns the fonts of this computer and those that come with typst; they are looked for once in each process."""
    return typst.Fonts(include_system_fonts=True)


def typeset(source: str) -> bytes:
    """Returns the PDF; `source` is what the template calls `doc`, as JSON."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=fonts(),
        sys_inputs={"document": source},
        timestamp=0,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
