"""Draws pictures by typst, in a process of its own as documents are typeset.

python -I reports/documents/writers/drawing.py < svgs.json > pngs.json
"""

import json
import sys
from base64 import b64encode

import typst

PICTURE = (
    '#set page(width: 160mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
DOTS = 200  # per inch


def draw(svg: str) -> bytes:
    """Returns the picture as PNG."""
    inputs = {"svg": svg}
    return typst.compile(
        PICTURE.encode(), format="png", ppi=DOTS, ignore_system_fonts=True, sys_inputs=inputs, timestamp=0
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps([b64encode(draw(svg)).decode() for svg in json.load(sys.stdin)]))
