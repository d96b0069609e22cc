"""How clerks lay measures out in a table; each layout says which measures a careful human would read in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from tests.monitoring.imports.corpus.files import Page, Row
from tests.monitoring.imports.corpus.known import Known, without
from tests.monitoring.imports.corpus.vocabularies import WORDS, Vocabulary

AS_OF = date(2025, 6, 30)
FIELDS = ("code", "section", "title", "lead", "partners", "due", "status", "text", "costs")
COLOURS = {"grün": "92D050", "gelb": "FFFF00", "blau": "00B0F0", "rot": "FF0000", "grau": "BFBFBF", "schwarz": "000000"}


@dataclass(slots=True)
class Told:
    """The pages of a table, the measures it tells of, and words that have to be mentioned."""

    pages: list[Page]
    measures: list[Known]
    as_of: date | None = None
    mentions: tuple[str, ...] = ()
    says_all: bool = False  # what the words of the vocabulary leave out, too
    costs: str = ""  # heading of the costs, if it is not that of the vocabulary
    reports: dict[str, list[tuple[date, str]]] = field(default_factory=dict)  # by number: day and text


Layout = Callable[[Sequence[Known], Vocabulary], Told]


def cells(measure: Known, vocabulary: Vocabulary, fields: Sequence[str] = FIELDS) -> list[str]:
    texts = {
        "lead": "; ".join(measure.lead),
        "partners": "; ".join(measure.partners),
        "status": vocabulary.word(measure.status),
    }
    return [texts[name] if name in texts else str(getattr(measure, name)) for name in fields]


def heads(vocabulary: Vocabulary, fields: Sequence[str] = FIELDS) -> list[str]:
    return [vocabulary.heading(name) for name in fields]


def legend(vocabulary: Vocabulary) -> list[Row]:
    return [[f"Legende: {', '.join(vocabulary.legend)}"]] if vocabulary.legend else []


def plain(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    rows = [heads(vocabulary), *(cells(measure, vocabulary) for measure in measures)]
    return Told([Page([*legend(vocabulary), *rows])], list(measures))


def titled(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Titles above, a sum and footnotes below."""
    above: list[Row] = [["Anlage 1 zur Vorlage 112/2025"], ["Umsetzung des Konzepts"], ["Stand: 30.06.2025"], []]
    width = len(FIELDS)
    total = ["", "", "Summe", *[""] * (width - 4), "224.700 €"]
    below: list[Row] = [total, [], ["* vorbehaltlich der Haushaltsmittel"], ["Quelle: eigene Erhebung"]]
    body = [heads(vocabulary), *(cells(measure, vocabulary) for measure in measures)]
    return Told([Page([*legend(vocabulary), *above, *body, *below])], list(measures), AS_OF, ("summe",))


def reordered(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Few columns, in another order, with one that nobody knows."""
    fields = ("title", "status", "code", "text", "lead")
    rows = [[*heads(vocabulary, fields), "Gewicht"], *([*cells(one, vocabulary, fields), "7"] for one in measures)]
    return Told(
        [Page([*legend(vocabulary), *rows])], without(measures, "section", "partners", "due", "due_on", "costs")
    )


def section_rows(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The section as a row of its own above its measures."""
    fields = tuple(name for name in FIELDS if name != "section")
    rows: list[Row] = [heads(vocabulary, fields)]
    for section, group in groupby(measures, key=lambda one: one.section):
        rows += [[section, *[""] * (len(fields) - 1)], *(cells(one, vocabulary, fields) for one in group)]
    return Told([Page([*legend(vocabulary), *rows])], list(measures))


def merged_sections(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The section in the first column, merged downwards; text files show it in the first of its rows only."""
    fields = ("section", *(name for name in FIELDS if name != "section"))
    rows: list[Row] = [*legend(vocabulary), heads(vocabulary, fields)]
    merged = []
    for _section, group in groupby(measures, key=lambda one: one.section):
        start = len(rows) + 1
        for place, one in enumerate(group):
            rows.append(cells(one if place == 0 else one.without("section"), vocabulary, fields))
        if len(rows) > start:
            merged.append(f"A{start}:A{len(rows)}")
    return Told([Page(rows, merged=merged)], list(measures))


def two_rows_of_headings(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Groups above the headings, merged to the right."""
    fields = ("code", "title", "lead", "partners", "status", "text", "due")
    groups = ["Maßnahme", "", "Zuständigkeiten", "", "Umsetzung", "", ""]
    page = Page([groups, heads(vocabulary, fields), *(cells(one, vocabulary, fields) for one in measures)])
    page.rows += [[], *legend(vocabulary)] if vocabulary.legend else []
    page.merged = ["A1:B1", "C1:D1", "E1:G1"]
    return Told([page], without(measures, "section", "costs"))


def crosses(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A column for each status word, a cross in one of them."""
    words = [vocabulary.word(status) for status in WORDS]
    head = [vocabulary.code, vocabulary.title, vocabulary.lead, *words, vocabulary.text]
    rows = [
        [one.code, one.title, "; ".join(one.lead), *("x" if one.status is status else "" for status in WORDS), one.text]
        for one in measures
    ]
    page = Page([*legend(vocabulary), head, *rows])
    return Told([page], without(measures, "section", "partners", "due", "due_on", "costs"))


def half_years(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A column for each half-year with texts."""
    days = (date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30))
    head = [vocabulary.code, vocabulary.title, vocabulary.lead, *(f"Stand {day:%d.%m.%Y}" for day in days)]
    earlier = ("Die Vorarbeiten sind angelaufen.", "Der Beschluss ist gefasst.")
    rows = [[one.code, one.title, "; ".join(one.lead), *earlier, one.text] for one in measures]
    reports = {one.code: list(zip(days, (*earlier, one.text), strict=True)) for one in measures}
    told = without(measures, "section", "partners", "due", "due_on", "costs", "status")
    return Told([Page([head, *rows])], told, days[-1], reports=reports)


def years(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A column for each year, headed by nothing but the year."""
    head = [vocabulary.code, vocabulary.title, "2023", "2024"]
    rows = [[one.code, one.title, "Die Vorarbeiten sind angelaufen.", one.text] for one in measures]
    day = date(2024, 12, 31)
    reports = {one.code: [(date(2023, 12, 31), rows[0][2]), (day, one.text)] for one in measures}
    told = without(measures, "section", "lead", "partners", "due", "due_on", "costs", "status")
    return Told([Page([head, *rows])], told, day, reports=reports)


def coloured(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The status as nothing but the colour of a cell, with a legend below."""
    fields = ("code", "title", "lead", "status", "text")
    colours = list(COLOURS.values())
    page = Page(
        [heads(vocabulary, fields), *(cells(replace(one, status=None), vocabulary, fields) for one in measures)]
    )
    for row, one in enumerate(measures, start=2):
        if one.status:
            page.fills[row, 4] = colours[WORDS.index(one.status)]
    meanings = ("umgesetzt", "läuft", "in Vorbereitung", "nicht begonnen", "zurückgestellt", "entfällt")
    page.rows += [[], ["Legende"]]
    for colour, meaning in zip(colours, meanings, strict=True):
        page.rows.append(["", meaning])
        page.fills[len(page.rows), 1] = colour
    return Told(
        [page], without(measures, "section", "partners", "due", "due_on", "costs"), mentions=("legende",), says_all=True
    )


def sheet_by_section(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A cover, one sheet for each section, and a hidden one with lists."""
    fields = tuple(name for name in FIELDS if name != "section")
    pages = [Page([["Maßnahmenprogramm"], ["Stand: 30.06.2025"], *legend(vocabulary)], "Deckblatt")]
    for section, group in groupby(measures, key=lambda one: one.section):
        pages.append(Page([heads(vocabulary, fields), *(cells(one, vocabulary, fields) for one in group)], section))
    pages.append(Page([["Auswahl"], *([word] for word in vocabulary.words)], "Listen", is_hidden=True))
    return Told(pages, list(measures), AS_OF, ("deckblatt",))


def tables_below_each_other(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Two tables on a sheet, the second with one more column."""
    fields = ("code", "title", "lead", "status", "text")
    half = len(measures) // 2
    more = (*fields, "due")
    first = [heads(vocabulary, fields), *(cells(one, vocabulary, fields) for one in measures[:half])]
    second = [heads(vocabulary, more), *(cells(one, vocabulary, more) for one in measures[half:])]
    told = [*without(measures[:half], "section", "partners", "due", "due_on", "costs")]
    told += without(measures[half:], "section", "partners", "costs")
    told = [replace(one, section="Teil A" if place < half else "Teil B") for place, one in enumerate(told)]
    return Told([Page([*legend(vocabulary), ["Teil A"], *first, [], ["Teil B"], *second])], told)


def forms(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A form for each measure, on a sheet of its own."""
    pages = []
    for one in measures:
        pairs = zip(heads(vocabulary), cells(one, vocabulary), strict=True)
        pages.append(Page([["Maßnahmenblatt", ""], *([f"{label}:", text] for label, text in pairs)], one.code))
    if vocabulary.legend:
        pages.append(Page(list(legend(vocabulary)), "Hinweise"))
    return Told(pages, list(measures))


def crossed_out(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A row struck through, another hidden, a comment."""
    page = Page([*legend(vocabulary), heads(vocabulary), *(cells(one, vocabulary) for one in measures)])
    first = len(legend(vocabulary)) + 2
    page.struck, page.hidden = [first + 1], [first + 2]
    page.comments[first, 3] = "Bitte noch mit dem Dezernat klären"
    told = [one for place, one in enumerate(measures) if place not in {1, 2}]
    return Told([page], told, mentions=("ausgeblendet", "durchgestrichen"))


def lead_and_partners_in_one(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    fields = ("code", "title", "lead", "status", "text")
    rows: list[Row] = [*legend(vocabulary), heads(vocabulary, fields)]
    for one in measures:
        partners = f"\nMitw.: {', '.join(one.partners)}" if one.partners else ""
        rows.append(
            [one.code, one.title, f"FF: {', '.join(one.lead)}{partners}", vocabulary.word(one.status), one.text]
        )
    return Told([Page(rows)], without(measures, "section", "due", "due_on", "costs"))


def parts_with_numbers(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Parts below their measure: "M1: …" in a column of their own."""
    head = [vocabulary.code, "Thema", "Maßnahmen", vocabulary.lead, vocabulary.status]
    rows: list[Row] = [*legend(vocabulary), head]
    for whole in measures:
        for place, part in enumerate(whole.parts):
            own = [whole.code, whole.title] if place == 0 else ["", ""]
            rows.append([*own, f"{part.code}: {part.title}", "; ".join(part.lead), vocabulary.word(part.status)])
    return Told([Page(rows)], list(measures))


def parts_by_code(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Parts below their measure by their numbers: 1, 1.1, 1.2."""
    fields = ("code", "title", "lead", "status")
    rows: list[Row] = [*legend(vocabulary), heads(vocabulary, fields)]
    told = []
    for number, whole in enumerate(measures, start=1):
        parts = tuple(replace(part, code=f"{number}.{place}") for place, part in enumerate(whole.parts, start=1))
        told.append(replace(whole, code=str(number), parts=parts))
        rows += [cells(one, vocabulary, fields) for one in (told[-1], *parts)]
    return Told([Page(rows)], told)


def unknown_headings(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """No heading that anybody knows: what stands below has to tell."""
    fields = ("code", "title", "lead", "status", "text")
    rows = [["Feld A", "Feld B", "Feld C", "Feld D", "Feld E"], *(cells(one, vocabulary, fields) for one in measures)]
    return Told(
        [Page([*legend(vocabulary), *rows])], without(measures, "section", "partners", "due", "due_on", "costs")
    )


def without_numbers(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """No number at all: the title tells which measure is which."""
    fields = tuple(name for name in FIELDS if name != "code")
    rows = [heads(vocabulary, fields), *(cells(one, vocabulary, fields) for one in measures)]
    return Told([Page([*legend(vocabulary), *rows])], without(measures, "code"))


def costs_once_and_yearly(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Two columns of costs below one heading, each for amounts of its own kind."""
    fields = ("code", "title", "lead", "status", "text")
    head = [*heads(vocabulary, fields), "Kosten (€)", ""]
    page = Page([head, [*[""] * len(fields), "einmalig", "jährlich"]], merged=["F1:G1"])
    page.merged += [f"{column}1:{column}2" for column in "ABCDE"]
    for one in measures:
        amount, kind = one.costs.partition(" € ")[::2]
        page.rows.append(
            [*cells(one, vocabulary, fields), *(amount if kind == word else "" for word in page.rows[1][5:])]
        )
    page.rows += [[], *legend(vocabulary)] if vocabulary.legend else []
    told = [
        one if one.costs.endswith("lich") or one.costs.endswith("lig") else one.without("costs") for one in measures
    ]
    return Told([page], without(told, "section", "partners", "due", "due_on"), costs="Kosten")


def signed(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Half-way and final sums, and who has signed below."""
    fields = ("code", "title", "lead", "costs", "status", "text")
    rows = [cells(one, vocabulary, fields) for one in measures]
    half = len(rows) // 2
    page = Page([*legend(vocabulary), heads(vocabulary, fields), *rows[:half], ["", "Zwischensumme", "", "80.000 €"]])
    page.rows += [*rows[half:], ["", "Gesamtsumme", "", "224.700 €"], []]
    page.rows += [
        ["aufgestellt: Ahlenbach, den 14.05.2025", "", "", "gez. Ahrens"],
        ["sachlich richtig: Petersen, FB 5"],
    ]
    return Told([page], without(measures, "section", "partners", "due", "due_on"), mentions=("summe",))


def numbered_columns(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A row below the headings that numbers the columns."""
    numbers = [f"({place})" for place in range(1, len(FIELDS) + 1)]
    rows = [heads(vocabulary), numbers, *(cells(one, vocabulary) for one in measures)]
    return Told([Page([*legend(vocabulary), *rows])], list(measures), mentions=("(1) (2)",))


def old_and_new_deadlines(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The deadline that held before beside the one that holds now, which is empty where it has not changed."""
    fields = ("code", "title", "lead", "status", "text")
    head = [*heads(vocabulary, fields), "Frist (alt)", "Frist (neu)"]
    rows = [
        [*cells(one, vocabulary, fields), *([one.due, ""] if place % 2 else ["31.03.2024", one.due])]
        for place, one in enumerate(measures)
    ]
    return Told([Page([*legend(vocabulary), head, *rows])], without(measures, "section", "partners", "costs"))


def status_and_text_of_two_days(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """A status and a text for each of two days, below a merged heading; the later one counts."""
    days = (date(2024, 12, 31), date(2025, 6, 30))
    head = [vocabulary.code, vocabulary.title, vocabulary.lead]
    page = Page([[*head, *(text for day in days for text in (f"Stand {day:%d.%m.%Y}", ""))]])
    page.rows.append(["", "", "", *("Status", "Bemerkung") * 2])
    page.merged = ["D1:E1", "F1:G1", "A1:A2", "B1:B2", "C1:C2"]
    reports: dict[str, list[tuple[date, str]]] = {}
    for one in measures:
        earlier = "Die Vorarbeiten sind angelaufen."
        word = vocabulary.word(one.status)
        page.rows.append([one.code, one.title, "; ".join(one.lead), vocabulary.words[2], earlier, word, one.text])
        reports[one.code] = list(zip(days, (earlier, one.text), strict=True))
    page.rows += [[], *legend(vocabulary)] if vocabulary.legend else []
    told = without(measures, "section", "partners", "due", "due_on", "costs")
    return Told([page], told, days[-1], reports=reports)


def years_crossed(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The period as crosses below years."""
    years = range(2024, 2028)
    head = [vocabulary.code, vocabulary.title, vocabulary.lead, *map(str, years), vocabulary.status, vocabulary.text]
    page = Page([*legend(vocabulary), head])
    told = []
    for place, one in enumerate(without(measures, "section", "partners", "costs")):
        last = 2025 + place % 3
        crosses = ["x" if last - 1 <= year <= last else "" for year in years]
        page.rows.append([one.code, one.title, "; ".join(one.lead), *crosses, vocabulary.word(one.status), one.text])
        told.append(replace(one, due=str(last), due_on=date(last, 12, 31)))
    return Told([page], told)


def lettered_sections(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Sections as rows with a letter and a merged name, the numbers of their measures below it."""
    fields = ("code", "title", "lead", "status", "text")
    page = Page([*legend(vocabulary), heads(vocabulary, fields)])
    told = []
    for letter, (section, group) in zip("ABCDEFGH", groupby(measures, key=lambda one: one.section), strict=False):
        page.rows.append([letter, section, "", "", ""])
        page.merged.append(f"B{len(page.rows)}:E{len(page.rows)}")
        for place, one in enumerate(group, start=1):
            told.append(replace(one, code=f"{letter}.{place}", section=f"{letter} {section}"))
            page.rows.append(cells(told[-1], vocabulary, fields))
    return Told([page], without(told, "partners", "due", "due_on", "costs"))


def coloured_rows(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """The status as the colour of the whole row, a legend above."""
    fields = ("code", "title", "lead", "text")
    words = ("umgesetzt", "läuft", "in Vorbereitung", "nicht begonnen", "zurückgestellt", "entfällt")
    page = Page([["Legende", *words], [], heads(vocabulary, fields)])
    page.fills = {(1, place): colour for place, colour in enumerate(COLOURS.values(), start=2)}
    for one in measures:
        page.rows.append(cells(one, vocabulary, fields))
        if one.status:
            colour = list(COLOURS.values())[WORDS.index(one.status)]
            page.fills |= {(len(page.rows), column): colour for column in range(1, len(fields) + 1)}
    return Told([page], without(measures, "section", "partners", "due", "due_on", "costs"), says_all=True)


def forms_below_each_other(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Forms on one sheet, two labels in a row."""
    page = Page([])
    for one in measures:
        name = dict(zip(FIELDS, zip(heads(vocabulary), cells(one, vocabulary), strict=True), strict=True))
        page.rows += [
            [f"Maßnahmenblatt {one.code}"],
            [*name["title"], *name["code"]],
            [*name["lead"], *name["partners"]],
        ]
        page.rows += [[*name["section"]], [*name["due"], *name["status"]], [*name["text"]], [*name["costs"]], []]
    pages = [page, *([Page(list(legend(vocabulary)), "Hinweise")] if vocabulary.legend else [])]
    return Told(pages, list(measures))


def parts_indented(measures: Sequence[Known], vocabulary: Vocabulary) -> Told:
    """Parts set in below their measure, with nothing but a letter."""
    fields = ("code", "title", "lead", "status")
    page = Page([*legend(vocabulary), heads(vocabulary, fields)])
    told = []
    for number, whole in enumerate(measures, start=1):
        parts = tuple(replace(part, code=f"{number}{letter}") for letter, part in zip("abc", whole.parts, strict=False))
        told.append(replace(whole, code=str(number), parts=parts))
        for one in (told[-1], *parts):
            page.rows.append(cells(one, vocabulary, fields))
            page.indents[len(page.rows), 2] = 0 if one is told[-1] else 2
    return Told([page], told)


ANY_FILE: dict[str, Layout] = {
    "plain": plain,
    "titled": titled,
    "reordered": reordered,
    "section rows": section_rows,
    "merged sections": merged_sections,
    "two rows of headings": two_rows_of_headings,
    "crosses": crosses,
    "half-years": half_years,
    "years": years,
    "tables below each other": tables_below_each_other,
    "lead and partners in one": lead_and_partners_in_one,
    "unknown headings": unknown_headings,
    "without numbers": without_numbers,
    "signed": signed,
    "numbered columns": numbered_columns,
    "old and new deadlines": old_and_new_deadlines,
    "years crossed": years_crossed,
}
ONLY_SHEETS: dict[str, Layout] = {
    "coloured": coloured,
    "sheet by section": sheet_by_section,
    "forms": forms,
    "crossed out": crossed_out,
    "costs once and yearly": costs_once_and_yearly,
    "status and text of two days": status_and_text_of_two_days,
    "lettered sections": lettered_sections,
    "coloured rows": coloured_rows,
    "forms below each other": forms_below_each_other,
}
PARTS: dict[str, Layout] = {
    "parts with numbers": parts_with_numbers,
    "parts by code": parts_by_code,
    "parts indented": parts_indented,
}
