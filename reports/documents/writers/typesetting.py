"""Typesets a document by typst, in a process of its own as typst keeps its results in memory until the process ends.

python -I reports/documents/writers/typesetting.py < document.json > document.pdf
"""

import sys
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("document.typ")


def typeset(source: str) -> bytes:
    """Returns the PDF; `source` is what the template calls `doc`, as JSON."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"document": source},
        timestamp=0,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
