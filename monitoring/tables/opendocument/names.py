"""The names of elements and attributes, as ElementTree spells them."""

SPACES = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, STYLE, TABLE, TEXT, DRAW, NUMBER = (
    f"{{{SPACES.format(name)}}}" for name in ("office", "style", "table", "text", "drawing", "datastyle")
)
FORMAT = f"{{{SPACES.format('xsl-fo-compatible')}}}"
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"

TABLE_ELEMENT, ROW, COLUMN = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-column"
CELL, COVERED, GROUP = f"{TABLE}table-cell", f"{TABLE}covered-table-cell", f"{TABLE}table-row-group"
PARAGRAPH, HEADING, LIST, LIST_ITEM = f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TEXT}list-item"
ANNOTATION, FRAME, IMAGE, OBJECT = f"{OFFICE}annotation", f"{DRAW}frame", f"{DRAW}image", f"{DRAW}object"
TEXT_BOX = f"{DRAW}text-box"
AUTOMATIC_STYLES = f"{OFFICE}automatic-styles"
