"""Tables as clerks might bring them, sensible and senseless, in every form offices write."""

import csv
import io
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalog.texts.plain_text import clean
from monitoring.choices import MeasureColumn

C = MeasureColumn
# The same examples every time: a run of the tests says the same tomorrow. Fixtures live for all examples of a test.
EXAMPLES = settings(deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))

# A control character now and then; a file full of them is no table.
LETTERS = st.one_of(st.characters(exclude_categories=["C"]), st.sampled_from("\n\t\r\v\u2028\x00\x07\x85\ufffe"))
TEXTS = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "=1+1",
                "'=1+1",
                "- a\n- b",
                '"Zitat"; und, mehr',
                "+49",
                "@Amt",
                "3.10",
                "1.3.2023",
                "'",
                "#N/A",
                "-",
            ),
            *(
                "?",
                "_x0041_",
                "Ä\u00a0ö ß €",
                "😀 \U0001f9d1",
                "x\ty",
                " a  b ",
                "M1: Text\nMehr",
                "(2)",
                "a\x85b",
                "A1",
            ),
            *("Nr.", "Stand: 1.1.2020", "sep=;", "ja", "0", "\n\na", "x" * 501, "Quelle: Amt", "* Stern", "1) Punkt"),
        ]
    ),
    st.text(LETTERS, max_size=20),
    st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=20),
)
# What a clerk writes into a column, and what goes wrong there.
CELLS: dict[str, tuple[list[str], list[str]]] = {
    C.CODE: (
        ["A1", "A2", "3.1", "3.10", "Z 6", "510-2", "-7", "B1", "B2"],
        ["", "(3)", "a 2", "A-2", "=1+1", "1", "!"],
    ),
    C.PART: (["", "M1", "M 2"], ["(1)", "(2)", "1", "?"]),
    C.SECTION: (
        ["", "Wohnen", "Wohnen › Zielgruppe: Kinder", "Kinder (S. 3-4)", "Handlungsfeld: Kinder"],
        ["wohnen", "›"],
    ),
    C.LEAD: (
        ["", "Bauamt", "510", "N. N.", "?", "Bauamt; 510", "Neues Amt", "Bauamt [Notiz]", "Bauamt, Jobcenter"],
        ["Amt für Bauen, Wohnen und Verkehr (510)", "Jobcenter / Bauamt", "Neues  Amt; Mitwirkung: Jobcenter", ";;"],
    ),
    C.START: (["", "2021", "1.3.2021", "Mai 2021"], ["bald", "31.12.2198"]),
    C.DUE: (["", "31.12.2022", "Ende 2023", "4. Quartal 2022"], ["31.02.2023", "1.1.1999"]),
    C.HORIZON: (["", "kurzfristig", "Kurzfristig", "long term"], ["bald"]),
    C.STATUS: (["", "umgesetzt", "in Umsetzung", "läuft gut", "–"], ["Neu!"]),
    C.AS_OF: (["", "19.01.2021", "2020", "Mai 2022"], ["gestern", "2190"]),
    C.INDICATOR: (["Plätze", "Plätze\nQuote", "Quote\n\nPlätze"], ["", "Plätze\nPlätze"]),
    C.TARGET: (
        ["", "5", "5 %", "–\n1.250,5 Euro (Ende 2023)", "\n5", "5 (2022)"],
        ["liegt vor\n38 %; mind. (2022)", "a\nb\nc"],
    ),
    C.PUBLICATION: (["", "Entwurf", "veröffentlicht"], ["ja"]),
}
CELLS[C.PARTICIPATING] = CELLS[C.LEAD]
HEADINGS = {
    C.CODE: ["Nr.", "Lfd. Nr.", "Kennung"], C.PART: ["Teil", "Teilmaßnahme"], C.SECTION: ["Abschnitt", "Handlungsfeld"],
    C.TITLE: ["Titel", "Maßnahme", "Bezeichnung"], C.DESCRIPTION: ["Beschreibung", "Maßnahmen"],
    C.LEAD: ["Federführung", "Zuständigkeit"], C.PARTICIPATING: ["Mitwirkung", "Beteiligte"],
    C.START: ["Beginn", "von"], C.DUE: ["Frist", "bis"], C.HORIZON: ["Zeithorizont"], C.STATUS: ["Status", "Stand"],
    C.TEXT: ["Sachstand", "Umsetzungsstand"], C.NEXT_STEPS: ["Ausblick"], C.REASON: ["Grund"], C.AS_OF: ["Stand vom"],
    C.OBJECTIVE: ["Ziel"], C.INDICATOR: ["Indikator"], C.TARGET: ["Zielwert"], C.PAGES: ["Seiten"],
    C.PUBLICATION: ["Veröffentlichung"], C.INTERNAL_NOTE: ["intern"], "": ["Ampel", "", "Bemerkung"],
}  # fmt: skip
FORMATS = [
    *((encoding, delimiter) for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16") for delimiter in ";,\t"),
    *[("xlsx", "")] * 4,
]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[Any]], list[str]]:
    """Rows with their headings, perhaps something above and below; half of them without any slip.

    Beside them the numbers of those measures that cannot be overlooked.
    """
    sensible = draw(st.booleans())
    columns = draw(st.lists(st.sampled_from(sorted(HEADINGS)), max_size=7, unique=not sensible))
    columns = draw(st.sampled_from([[C.CODE, C.TITLE], [C.TITLE, C.LEAD]] if sensible else [[C.CODE], []])) + columns
    if sensible:
        columns = [column for column in dict.fromkeys(columns) if column != C.TARGET or C.INDICATOR in columns]
    head = [draw(st.sampled_from(HEADINGS[column])) for column in columns]
    rows = [[draw(cells(column, sensible)) for column in columns] for _row in range(draw(st.integers(0, 6)))]
    if sensible:
        rows = list({str(row[0]): row for row in rows if str(row[0]).strip()}.values())
    above = draw(st.sampled_from([[], [], [["Maßnahmen der Stadt"], ["Stand: 19.01.2021"], []]]))
    below = draw(st.sampled_from([[], [], [[], ["* Quelle: Amt für Statistik"]], [[""] * (len(columns) + 2)]]))
    return [*above, head, *rows, *below], [row[0] for row in rows if sensible and columns[0] == C.CODE]


def cells(column: str, sensible: bool) -> st.SearchStrategy[Any]:
    good, bad = CELLS.get(column, ([], []))
    if column == C.TITLE and sensible:
        return TEXTS.map(lambda text: f"Titel {text}"[:500])
    if sensible:
        return st.sampled_from(good) if good else TEXTS
    others = st.one_of(TEXTS, st.integers(-5, 50_000), st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.floats(0, 99))
    return st.one_of(st.sampled_from(good + bad), others) if good else others


def written(rows: list[list[Any]], encoding: str, delimiter: str) -> bytes:
    if encoding == "xlsx":
        return workbook(rows)
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows([map(german, row) for row in rows])
    text = file.getvalue()
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def german(cell: Any) -> str:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Maßnahmen")
    for row in rows:
        cells = []
        for value in row:
            text = clean(value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, text)
            if isinstance(text, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Whatever a database can hold.
STORED = st.one_of(TEXTS, st.text(max_size=30)).map(lambda text: text.replace("\x00", ""))
NUMBERS = STORED.map(lambda text: " ".join(clean(text).split())[:40])
LINES = STORED.map(lambda text: " ".join(text.split()))


@st.composite
def measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What people may have typed into the forms of the admin."""
    codes = st.one_of(st.sampled_from(CELLS[C.CODE][0]), NUMBERS)
    return [
        {
            "code": code,
            "title": draw(LINES)[:400] or "Titel",
            "texts": {name: draw(STORED) for name in ("description", "objective", "internal_note", "paper_references")},
            "due": draw(st.sampled_from(CELLS[C.DUE][0])),
            "section": draw(LINES)[:400],
            "office": (draw(LINES)[:200], draw(LINES)[:200]),
            "update": draw(st.none() | st.tuples(STORED, STORED)),
            "targets": draw(st.lists(targets(), max_size=3, unique_by=lambda target: target[:2])),
            "parts": draw(st.lists(NUMBERS, max_size=2)),
        }
        for code in draw(st.lists(codes, min_size=1, max_size=4))
    ]


def targets() -> st.SearchStrategy[tuple[str, str, int | None, str]]:
    """The name of an indicator, a deadline, a figure and a statement."""
    return st.tuples(
        st.sampled_from(["Plätze", "Quote; Anteil", "Wert (2022)"]),
        st.sampled_from(["", "Ende 2023", "2022"]),
        st.none() | st.integers(-5, 9999),
        LINES.map(lambda text: text[:400]),
    )
