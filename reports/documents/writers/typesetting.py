"""Typesets documents and pictures by typst, in a process of its own: typst keeps what it has worked out until it ends.

python -I reports/documents/writers/typesetting.py document < document.json > document.pdf
python -I reports/documents/writers/typesetting.py pictures < svgs.json > pngs.json
"""

import json
import sys
from base64 import b64encode
from functools import cache
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("document.typ")
PICTURE = (
    '#set page(width: 160mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
DOTS = 200  # per inch


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


def draw(svg: str) -> bytes:
    """Returns the picture as PNG."""
    inputs = {"svg": svg}
    return typst.compile(
        PICTURE.encode(), format="png", ppi=DOTS, ignore_system_fonts=True, sys_inputs=inputs, timestamp=0
    )


if __name__ == "__main__":
    given = sys.stdin.buffer.read().decode()
    if sys.argv[1] == "pictures":
        sys.stdout.write(json.dumps([b64encode(draw(svg)).decode() for svg in json.loads(given)]))
    else:
        sys.stdout.buffer.write(typeset(given))
