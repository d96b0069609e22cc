"""Documents that are hard to write."""

from datetime import datetime

from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Items,
    Orientation,
    Pairs,
    Part,
    Picture,
    Run,
)

WRITTEN = datetime(2021, 1, 19)  # noqa: DTZ001 - files name no time zone
NASTY = [
    "#let x = 1",
    "$ x^2 $",
    "*fett* _kursiv_ `code`",
    "\\ \\u{41} \\#",
    "<label> @ref <b>&amp;</b>",
    "= Titel / - Liste + Zahl",
    "// Kommentar /* und */",
    "a\u200bb\u200dc\u00adde\ufeff",
    "\u202eRechts\u202c",
    "Emoji 😀👩‍👩‍👧 中文 العربية",
    "Steuer\x00zeichen\x01\x1f\x7f\ufffe\ud800",
    "Tab\tund\nZeile\r\nund\u2028Ende",
    "W" * 3000,
    "https://example.org/" + "a" * 400,
    "]]] }}} {{ }} {% if %} %(x)s {0}",
    "„Anführung“ ‚halb‘ – … € ß ẞ ﬁ",
    "é vs é",
    "",
    "   ",
]
BAR = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20"><rect width="90" height="20" fill="red"/></svg>'


def document(*blocks: object, **said: object) -> Document:
    facts = {"title": "Titel", "written_at": WRITTEN, "author": "Neustadt", **said}
    return Document(parts=(Part(tuple(blocks)),), **facts)  # type: ignore[arg-type]


def table(*rows: list[str], caption: str = "Tabelle", columns: int = 3) -> DocTable:
    heads = tuple(DocColumn(f"Spalte {number}", number) for number in range(1, columns + 1))
    made = tuple(DocRow(tuple(DocCell.of(text, is_header=not place) for place, text in enumerate(row))) for row in rows)
    return DocTable(caption, heads, (DocGroup("Gruppe", made),))


def of_everything(text: str = "Wort") -> Document:
    """Something of each kind, saying a text wherever a text may stand."""
    paragraph = DocParagraph((Run(text), Run(f" {text}", is_bold=True), Run(text, url="https://example.org/?a=b#c")))
    items = Items((DocParagraph.of(text), paragraph))
    first = Part(
        (
            DocHeading(f"Eins {text}"),
            paragraph,
            items,
            Items((paragraph, DocParagraph.of(text)), is_numbered=True),
            DocHeading(f"Zwei {text}", 2),
            Pairs(((f"Name {text}", (paragraph, items)), ("Leer", ()))),
            Picture(BAR, f"Balken {text}", f"Bild {text}"),
        )
    )
    cells = (DocCell((paragraph,), is_header=True), DocCell((items, paragraph)), DocCell(()))
    columns = (DocColumn(f"Nr. {text}", 0.5), DocColumn("Text", 2), DocColumn("Zahl", is_number=True))
    groups = (
        DocGroup("", (DocRow(cells),)),
        DocGroup(f"Gruppe {text}", (DocRow(cells), DocRow(cells))),
        DocGroup("Ohne", ()),
    )
    annex = Part((DocHeading(f"Anlage {text}"), DocTable(f"Tabelle {text}", columns, groups)), Orientation.LANDSCAPE)
    return Document(
        title=f"Titel {text}",
        parts=(first, annex, Part(())),
        written_at=WRITTEN,
        author=text,
        subject=text,
        sender=("Neustadt", text),
        footer=text,
    )


def many_rows(number: int = 500) -> Document:
    return document(table(*([f"A{n}", f"Maßnahme {n}", "Läuft. " * 20] for n in range(number))))
