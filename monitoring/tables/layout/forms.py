"""Forms: one measure a sheet or table, its labels in the first column and what they say beside them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from monitoring.tables.layout import as_of
from monitoring.tables.layout.header import IsHeading, remembering
from monitoring.tables.table import ColumnHeading, Record, Table
from monitoring.tables.text import column_letter, folded, heading_line
from monitoring.tables.workbook import LONGEST_HEADING, Sheet, SheetRow

LEAST_LABELS, MOST_STARTS, FIRST_ROWS = 3, 12, 6
MOSTLY, HALF = 0.6, 0.5
ENDS = " :*"
OPEN_END = re.compile(r"(?:/|\b(?:zu|zur|zum|der|die|des|und|von|für|in|im|mit|an))$")
NUMBER_LABEL, TITLE_LABEL = "Nr.", "Titel"
TITLE_LABELS = frozenset({"titel", "maßnahme", "bezeichnung", "projekt", "vorhaben", "name der maßnahme", "kurztitel"})
NAMED = re.compile(
    r"(?:maßnahmen?(?:blatt)?|nr\.?|projekt|steckbrief|vorhaben)\s*"
    r"(?P<number>[A-ZÄÖÜ]{0,3}[ .-]?\d{1,3}(?:[.-]\d{1,3})*[a-z]?)"
    r"\s*[:–-]?\s*(?P<title>.*)",
    re.IGNORECASE,
)  # fmt: skip
NUMBER = re.compile(
    r"(?:(?:maßnahme|nr\.?|projekt)\s*)?(?P<number>[A-ZÄÖÜ]{0,3}[ .-]?\d{1,3}(?:[.-]\d{1,3})*[a-z]?)(?=$|[\s_:–-])"
)


@dataclass(slots=True)
class Form:
    """The labels of one measure with their texts, in the order of the sheet."""

    number: int
    values: dict[str, list[str]] = field(default_factory=dict)  # by the label in lower case
    labels: dict[str, str] = field(default_factory=dict)  # as written
    titles: list[str] = field(default_factory=list)
    section: tuple[str, ...] = ()
    sheet: str = ""
    comments: list[str] = field(default_factory=list)

    def add(self, label: str, text: str) -> None:
        key = folded(label.strip(ENDS))
        self.labels.setdefault(key, heading_line(label).strip(ENDS))
        self.values.setdefault(key, [])
        if text.strip():
            self.values[key].append(text.strip())


def is_form(rows: Sequence[SheetRow], is_heading: IsHeading) -> bool:
    """Tells whether known headings stand below each other in the first column and not beside each other in a row."""
    rows = [row for row in rows if not row.is_paragraph and row.filled]
    known = remembering(is_heading)
    first = [heading_line(row.cells[row.filled[0]]).strip(ENDS) for row in rows]
    labels = {folded(text) for text in first if _may_be_label(text) and known(text)}
    if len(labels) < LEAST_LABELS:
        return False
    starts = sum(1 for row in rows if row.filled[0] == min(row.filled[0] for row in rows))
    if len(labels) < max(LEAST_LABELS, min(starts, MOST_STARTS) * HALF * MOSTLY):
        return False
    if _holds_table(rows, known):
        return False
    return max(_known_beside(row, known) for row in rows) <= 2 or _begins_with_labels(rows, known)  # noqa: PLR2004


def _holds_table(rows: Sequence[SheetRow], known: IsHeading) -> bool:
    """Tells whether headings stand beside each other and no label below them: what is above is a preface."""
    left = min(row.filled[0] for row in rows)
    last = max(place for place, row in enumerate(rows) if row.filled[0] == left and _is_label(row, known))
    return _known_beside(rows[last], known) > max(2, len(rows[last].filled) * MOSTLY) and last + 1 < len(rows)


def _is_label(row: SheetRow, known: IsHeading) -> bool:
    text = row.cells[row.filled[0]]
    return _may_be_label(text) and known(heading_line(text).strip(ENDS))


def _known_beside(row: SheetRow, known: IsHeading) -> int:
    """Returns how many cells of a row are headings: two labels may stand beside each other in a form."""
    return sum(1 for index in row.filled if _may_be_label(row.cells[index]) and known(row.cells[index].strip(ENDS)))


def _begins_with_labels(rows: Sequence[SheetRow], known: IsHeading) -> bool:
    """Tells whether the first rows are labels with their texts; a small table may stand further down in a form."""
    left = min(row.filled[0] for row in rows)
    starting = [row for row in rows if row.filled[0] == left][:FIRST_ROWS]
    first = [row for row in starting if known(heading_line(row.cells[row.filled[0]]).strip(ENDS))]
    return len(first) >= LEAST_LABELS and all(_known_beside(row, known) <= 2 for row in first)  # noqa: PLR2004


def read(sheet: Sheet, is_heading: IsHeading) -> list[Form]:
    """Returns the forms of a sheet; of a document those of its tables. A label that comes again begins the next one."""
    known = remembering(is_heading)
    forms: list[Form] = []
    sections: list[SheetRow] = []
    levels = [row.level for row in sheet.rows if row.level]
    for above, rows in _blocks(sheet.rows):
        headings = [row for row in above if row.level]
        for row in headings[:-1] if headings and headings[-1] is above[-1] else headings:
            sections = [held for held in sections if (held.level or 0) < (row.level or 0)]
            sections += [row] if levels.count(row.level or 0) > 1 else []  # the only one is the title of the document
        for form in _forms(rows, known):
            form.sheet = sheet.name
            form.section = tuple(row.text for row in sections)
            form.titles = [row.text for row in above] + form.titles
            forms.append(form)
    return forms


def _blocks(rows: Iterable[SheetRow]) -> Iterator[tuple[list[SheetRow], list[SheetRow]]]:
    """Yields the paragraphs above and the rows of each table of a document; a sheet is one block."""
    above: list[SheetRow] = []
    for is_paragraph, group in groupby(rows, key=lambda row: (row.is_paragraph, 0 if row.is_paragraph else row.table)):
        if is_paragraph[0]:
            above = [*above, *group]
        else:
            yield above, list(group)
            above = []


def _forms(rows: Sequence[SheetRow], known: IsHeading) -> Iterator[Form]:
    form: Form | None = None
    label = ""
    first_label = ""
    first_column = min((row.filled[0] for row in rows if row.filled), default=0)
    titles: list[str] = []
    for row in _with_whole_labels(rows, first_column):
        pairs = list(_pairs(row, known, first_column))
        if not pairs and form is None:
            titles.append(row.text)
            continue
        if form is None or (pairs and pairs[0][0] and folded(pairs[0][0].strip(ENDS)) == first_label):
            if form is not None:
                yield form
            form = Form(row.number, titles=titles)
            first_label = folded(pairs[0][0].strip(ENDS))
            titles = []
        form.comments += row.comments.values()
        for name, text in pairs:
            label = name or label
            form.add(label, text)
    if form is not None:
        yield form


def _pairs(row: SheetRow, known: IsHeading, first_column: int) -> Iterator[tuple[str, str]]:
    """Yields labels with the texts beside them; a row without a label goes on with the one above."""
    filled = row.filled
    if not filled:
        return
    if filled[0] != first_column:
        yield "", _texts(row, filled)
        return
    label = row.cells[filled[0]]
    texts: list[str] = []
    if not _may_be_label(label) or (len(filled) == 1 and not known(heading_line(label).strip(ENDS))):
        if len(filled) > 1:
            yield "", _texts(row, filled)
        return
    heads_table = len(filled) % 2 == 1 and _known_beside(row, known) > 2  # noqa: PLR2004 - a small one in the form
    for index in filled[1:]:
        text = row.cells[index]
        if texts and not heads_table and _may_be_label(text) and known(heading_line(text).strip(ENDS)):
            yield label, "\n".join(texts)
            label, texts = text, []
        else:
            texts.append(text.strip())
    yield label, " ".join(texts) if len(texts) > 1 else "\n".join(texts)


def _with_whole_labels(rows: Sequence[SheetRow], first_column: int) -> list[SheetRow]:
    """Returns the rows with labels that are broken over several of them in the first: "Zuständig-" and "keit"."""
    whole: list[SheetRow] = []
    place = -1  # of the row that holds the label at the moment
    for row in rows:
        label = row.cells[first_column].strip() if first_column in row.filled else ""
        joined = _joined(whole[place].cells[first_column].strip(), label) if label and place >= 0 else ""
        if joined:
            whole[place] = _with_label(whole[place], first_column, joined)
        elif label:
            place = len(whole)
        whole.append(_with_label(row, first_column, "") if joined else row)
    return whole


def _with_label(row: SheetRow, column: int, label: str) -> SheetRow:
    return replace(row, cells=[*row.cells[:column], label, *row.cells[column + 1 :]])


def _joined(label: str, following: str) -> str:
    """Returns two pieces of a label as one; "" where the second is a label of its own."""
    if label.endswith("-") and following[:1].islower():
        return label[:-1] + following
    return f"{label} {following}" if OPEN_END.search(label) or following.startswith("(") else ""


def _texts(row: SheetRow, filled: Sequence[int]) -> str:
    return " ".join(row.cells[index].strip() for index in filled)


def _may_be_label(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_HEADING + 20 and text.count("\n") <= 1


def _name(form: Form, is_number: IsHeading, *, is_only: bool) -> None:
    """Returns number and title that stand above a form or, on a sheet of its own, in the name of the sheet."""
    if any(map(is_number, form.labels.values())):
        return
    above = next((match for title in reversed(form.titles) if (match := NAMED.fullmatch(title.strip()))), None)
    found = NUMBER.match(form.sheet.strip()) if is_only else None
    if above:
        form.add(NUMBER_LABEL, above["number"])
        if above["title"] and not TITLE_LABELS & form.labels.keys():
            form.add(TITLE_LABEL, above["title"])
    elif found:
        form.add(NUMBER_LABEL, found["number"])


def as_table(forms: Sequence[Form], sheet: Sheet, is_number: IsHeading) -> Table:
    """Returns one record a form, one column a label."""
    for form in forms:
        _name(form, is_number, is_only=len(forms) == 1)
    labels: dict[str, str] = {}
    for form in forms:
        for key, label in form.labels.items():
            labels.setdefault(key, label)
    headings = [ColumnHeading(index, column_letter(index), label) for index, label in enumerate(labels.values())]
    titles = [title for form in forms for title in form.titles]
    return Table(
        headings=headings,
        records=[
            Record(
                form.number,
                ["\n".join(form.values.get(key, [])) for key in labels],
                section=form.section,
                sheet=form.sheet,
                comments=form.comments,
            )
            for form in forms
        ],
        titles=list(dict.fromkeys(titles)),
        footnotes=[],
        header_row=forms[0].number,
        as_of=as_of.find([" ".join(titles)]),
        counts_from_1904=sheet.counts_from_1904,
        sheet=sheet.name,
        is_form=True,
    )
