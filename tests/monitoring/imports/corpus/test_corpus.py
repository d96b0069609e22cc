"""The project's own corpus: known measures in every layout, vocabulary and file come back as they were, or are asked.

Nothing is written: what the plan says with every suggestion accepted is compared with what was known before.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.choices import Role
from catalog.deadlines import NoSuchDayError, understand
from catalog.models import Report
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.entry import PlanEntry
from monitoring.tables import UnreadableFile
from tests import factories
from tests.effort import tries
from tests.monitoring.imports.any_table import EXAMPLES
from tests.monitoring.imports.corpus.files import FILES
from tests.monitoring.imports.corpus.known import DIGITAL, ENGLISH, FAMILIES, NUMBERED, WITH_PARTS, Known
from tests.monitoring.imports.corpus.layouts import ANY_FILE, ONLY_SHEETS, PARTS, Told
from tests.monitoring.imports.corpus.vocabularies import VOCABULARIES, Vocabulary, means
from tests.monitoring.imports.corpus.vocabularies import WORDS as VOCABULARY_WORDS

pytestmark = pytest.mark.django_db

ENOUGH = 0.95
LENT = {
    "docx": {"merged sections", "two rows of headings", "tables below each other"}
}  # need what Word shows otherwise


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-02-10 12:00", tick=False):
        yield


def tables() -> Iterator[tuple[str, Told, bytes, Vocabulary]]:
    """Every layout in every vocabulary, each time as another kind of file, with its name."""
    several = (DIGITAL, NUMBERED, FAMILIES)
    for number, vocabulary in enumerate(VOCABULARIES):
        for place, (layout, tell) in enumerate((ANY_FILE | ONLY_SHEETS | PARTS).items()):
            measures: Sequence[Known] = ENGLISH if vocabulary.name == "English" else several[(number + place) % 3]
            told = tell(WITH_PARTS if layout in PARTS else measures, vocabulary)
            kinds = ["xlsx"] if layout in ONLY_SHEETS else [kind for kind in FILES if layout not in LENT.get(kind, ())]
            kind = kinds[(number + place) % len(kinds)]
            yield (f"{layout} · {vocabulary.name} · {kind}", told, written(told, kind), vocabulary)


def written(told: Told, kind: str) -> bytes:
    """A table as a file; signs that its encoding lacks are written in one that has them."""
    try:
        return FILES[kind](told.pages)
    except UnicodeEncodeError:
        return FILES["csv utf-8"](told.pages)


def planned(entries: Sequence[PlanEntry]) -> list[dict[str, Any]]:
    return [as_told(entry) for entry in entries]


def as_told(entry: PlanEntry) -> dict[str, Any]:
    """What the plan would write, as far as the corpus knows it."""
    update = entry.update
    names = {role: [one.name for one in entry.offices.get(role, [])] for role in Role}
    section = entry.section or ()
    return {
        "code": entry.row.code,
        "parent": entry.row.whole.code if entry.row.whole else "",
        "title": entry.fields.get("title", ""),
        "section": section[-1] if section else "",
        "lead": names[Role.LEAD],
        "partners": names[Role.PARTICIPATING],
        "due_on": day_of(entry.fields.get("due", "")),
        "status": update.status if update else "",
        "text": update.texts["text"] if update else "",
        "costs": tuple(
            entry.fields.get(name, blank) for name, blank in (("costs", ""), ("costs_amount", None), ("effort", ""))
        ),
    }


def costs_below(heading: str, said: str) -> tuple[str, Decimal | None, str]:
    """The wording, the amount and the text about effort that are stored of "18.500 € einmalig" and "45.000 €"."""
    if heading == "Aufwand":
        return "", None, said
    amount, kind = said.partition(" € ")[::2]
    return ("", Decimal(amount.replace(".", "").replace(" ", "")), "") if kind else (said, None, "")


def day_of(wording: str) -> object:
    try:
        return understand(wording).deadline if wording else None
    except NoSuchDayError:
        return None


def expected(told: Told, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    for whole in told.measures:
        yield expected_row(whole, told, vocabulary)
        yield from (expected_row(part, told, vocabulary, whole.code) for part in whole.parts)


def expected_row(one: Known, told: Told, vocabulary: Vocabulary, parent: str = "") -> dict[str, Any]:
    return {
        "code": one.code,
        "parent": parent,
        "title": one.title,
        "section": one.section,
        "lead": list(one.lead),
        "partners": list(one.partners),
        "due_on": one.due_on,
        "status": (one.status if told.says_all else means(vocabulary, one.status)) or "",
        "text": one.text,
        "costs": costs_below(told.costs or vocabulary.costs, one.costs),
    }


def verdict(report: Report, told: Told, content: bytes, vocabulary: Vocabulary) -> str:
    """ "" where everything is right, "asked …" where something is still open, otherwise what is wrong."""
    try:
        job = ImportJob.upload(report, content, "tabelle")
    except UnreadableFile as error:
        return f"asked: {error}"
    job.answer(Answers(accepts=True, leaves_out_wrong=True, create_offices=True))
    plan = job.plan()
    for sections in plan.findings.unknown["sections"].values():
        job.answers.sections[sections.word.casefold()] = "create"
    open_questions = [unknown.word for words in ("statuses", "offices") for unknown in plan.findings.undecided(words)]
    if open_questions or plan.findings.open_questions() or plan.findings.obstacles:
        return f"asked {open_questions}"
    found, wanted = planned(plan.entries), list(expected(told, vocabulary))
    if found != wanted:
        return next(
            (f"{a} instead of {b}" for a, b in zip(found, wanted, strict=False) if a != b), f"{len(found)} rows"
        )
    return not_told(job, told, plan.entries)


def not_told(job: ImportJob, told: Told, entries: Sequence[PlanEntry]) -> str:
    """A day, an earlier report or a remark that got lost."""
    said = " ".join(reason.casefold() for _row, reason in job.skipped)
    lost = [word for word in told.mentions if word not in said]
    days = {entry.update.as_of for entry in entries if entry.update}
    if told.as_of and days - {told.as_of}:
        lost.append(f"{days}")
    for entry in entries:
        reports = {(update.as_of, update.texts["text"]) for update in entry.updates}
        lost += [f"{one}" for one in told.reports.get(entry.row.code, []) if one not in reports]
    return f"lost: {lost}" if lost else ""


@pytest.fixture
def report() -> Report:
    return factories.make_report()


def test_the_corpus_is_read_right_at_the_first_try(report: Report) -> None:
    verdicts = {name: verdict(report, told, content, words) for name, told, content, words in tables()}
    wrong = {name: said for name, said in verdicts.items() if said and not said.startswith("asked")}
    asked = {name: said for name, said in verdicts.items() if said.startswith("asked")}
    assert len(verdicts) == len(VOCABULARIES) * len(ANY_FILE | ONLY_SHEETS | PARTS)
    assert not wrong, "\n".join(f"{name}: {said}" for name, said in (wrong | asked).items())
    assert len(asked) <= len(verdicts) * (1 - ENOUGH), asked


WORDS = st.sampled_from(["Beratung", "Treffpunkt", "Fahrdienst", "Lotsen", "Ausstellung", "Kurs", "Wegweiser", "Fonds"])
DOES = st.sampled_from(["ausbauen", "einrichten", "erproben", "fördern", "bewerben", "verstetigen"])
WHERE = st.sampled_from(["", " im Stadtteil Nord", " für Ältere", " an Schulen", " mit Vereinen", " am Abend"])
BODIES = st.sampled_from(
    ["Sozialamt", "Jugendamt", "Amt für Kinder, Jugend und Familie", "Bauhof", "Stadtwerke Ahlenbach"]
)
SENTENCES = st.sampled_from(
    ["Der Auftrag ist vergeben.", "Zwölf Ehrenamtliche sind geschult.", "Die Förderung läuft noch.", "Träger fehlt."]
)  # fmt: skip
SECTIONS = st.sampled_from(["Bildung", "Gesundheit", "Wohnen im Alter"])


@st.composite
def known(draw: st.DrawFn) -> list[Known]:
    """Up to eight measures in the order of their sections, with numbers of their own."""
    titles = draw(st.lists(st.tuples(WORDS, WHERE, DOES), min_size=4, max_size=8, unique=True))
    sections = sorted(draw(st.lists(SECTIONS, min_size=len(titles), max_size=len(titles))))
    return [
        Known(
            code=f"A{number}",
            title=f"{word}{where} {does}",
            section=section,
            lead=(draw(BODIES),),
            due=(day := draw(st.dates(date(2025, 1, 1), date(2029, 12, 31)))).strftime("%d.%m.%Y"),
            due_on=day,
            status=draw(st.sampled_from(list(VOCABULARY_WORDS))),
            text=draw(SENTENCES),
        )
        for number, ((word, where, does), section) in enumerate(zip(titles, sections, strict=True), start=1)
    ]


@settings(EXAMPLES, max_examples=tries(60))
@given(
    measures=known(),
    layout=st.sampled_from(sorted(ANY_FILE)),
    vocabulary=st.sampled_from(VOCABULARIES),
    kind=st.sampled_from(sorted(FILES)),
)
def test_any_table_gives_back_its_measures_or_asks_but_never_others(
    report: Report, measures: list[Known], layout: str, vocabulary: Vocabulary, kind: str
) -> None:
    told = ANY_FILE[layout](measures, vocabulary)
    said = verdict(report, told, written(told, "xlsx" if layout in LENT.get(kind, ()) else kind), vocabulary)
    assert not said or said.startswith("asked"), said
