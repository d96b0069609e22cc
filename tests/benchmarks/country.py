"""A generated country: municipalities with reports, measures, updates and values, as many as are asked for.

The same seed and sizes give the same rows. They go into the tables in bulk, with all derived columns: by COPY on
PostgreSQL, by prepared INSERTs on SQLite.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import JSONField

from catalog.choices import CostKind, Horizon, Publication, Role, State
from catalog.fields import derived_fields
from catalog.models import Measure, Municipality, Office, Report, Responsibility, Section, SectionTheme, Theme
from monitoring.choices import Direction, ReviewState, Status
from monitoring.models import Discussion, Indicator, IndicatorTarget, IndicatorValue, Milestone, StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

Row = dict[str, Any]  # by the name of the column


def words(text: str, between: str = " ") -> list[str]:
    return text.split(between)


PUBLISHED = date(2019, 1, 1)  # the first of the reports; the others in the year after
REPORTED = range(400, 2700)  # days after that on which something is reported
OFFICES, SECTIONS = 5, 4  # in each municipality, and in each report
PART_EVERY, PARTS = 12, 2  # one measure in so many has parts, and how many
DRAFT_EVERY, MILESTONE_EVERY, DISCUSSION_EVERY = 50, 10, 50
VALUES_OF_INDICATOR = 4
ROWS_AT_ONCE = 5000

BEGINNINGS = words("Ahorn Berg Birken Buchen Eichen Erlen Falken Forst Haid Heide Hirsch Kirch Linden Moor Mühl Wald")
ENDINGS = words("au bach berg brück burg dorf feld furt hagen hausen heim hofen kirchen lingen ried stadt tal weiler")
SITUATIONS = words("Alt Groß Klein Neu Nieder Ober Unter")
SUBJECTS = words(
    "Beratung Betreuung Begegnung Bildung Teilhabe Pflege Prävention Quartiersarbeit Sprachförderung Wohnhilfe "
    "Schuldnerberatung Jugendarbeit Familienhilfe Integration Barrierefreiheit Nachbarschaftshilfe Arbeitsförderung "
    "Gesundheitsförderung Kinderbetreuung Schulsozialarbeit Straßensozialarbeit Suchthilfe Vereinsförderung"
)
PEOPLE = words(
    "Alleinerziehende Ältere Familien Geflüchtete Jugendliche Kinder Langzeitarbeitslose Pflegebedürftige "
    "Schulabgänger Seniorinnen Studierende Wohnungslose Zugewanderte Auszubildende"
)
VERBS = words("ausbauen aufbauen einführen fortsetzen fördern prüfen stärken verbessern vernetzen verstetigen")
FILLERS = words(
    "Dazu arbeiten die beteiligten Stellen zusammen. Ein Konzept liegt dem Ausschuss vor. Die Stelle ist besetzt. Das "
    "Angebot richtet sich an alle Stadtteile. Die Mittel stehen im Haushalt. Freie Träger sind einbezogen. Eine "
    "Befragung begleitet die Umsetzung. Der Bedarf ist im Sozialbericht beschrieben",
    ". ",
)
DUE = ["", "laufend", "31.12.2021", "Ende 2023", "2. Halbjahr 2024", "31.12.2025", "Ende 2027", "30.06.2029"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows there are of each kind; by default all of Germany."""

    municipalities: int = 10_750
    reports: int = 15_000
    measures: int = 500_000
    updates: int = 1_000_000
    values: int = 200_000
    largest_city: int = 5_000
    largest_report: int = 2_000
    seed: int = 7

    @classmethod
    def names(cls) -> list[str]:
        return [one.name for one in fields(cls) if one.name != "seed"]

    @classmethod
    def of(cls, options: dict[str, Any]) -> Sizes:
        """Returns the sizes of a command line: a share of the full ones, and single ones beside it."""
        full, share = cls(), options["share"]
        sizes = {name: max(round(getattr(full, name) * share), 1) for name in cls.names()}
        return cls(**sizes | {name: options[name] for name in sizes if options.get(name)}, seed=options["seed"])


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """A report by its number, the number of its municipality, and how many measures and parts it has."""

    number: int
    municipality: int
    measures: int


def generate(sizes: Sizes) -> Iterator[tuple[str, int]]:
    """Writes the country; yields each table with the number of its rows when it is filled."""
    country = Country(sizes)
    with transaction.atomic():
        for model, rows in country.tables():
            yield model._meta.db_table, write(model, rows)
    settle([model for model, _rows in country.tables()])


class Country:
    """The rows of all tables. Numbers of municipalities, reports and measures are their ids."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.themes = list(Theme.objects.values_list("pk", flat=True))
        self.texts = list(islice(texts(Random(sizes.seed)), 4000))  # noqa: S311 - the same country every time
        self.told = [f"{one[1]} {fill}" for one, fill in zip(self.texts, [*FILLERS] * 500, strict=False)]

    def tables(self) -> list[tuple[type[Model], Iterable[Row]]]:
        """Returns the models in the order in which they can be filled, with their rows."""
        return [
            (Municipality, self.municipalities()),
            (Office, self.offices()),
            (Report, self.reports()),
            (Section, self.sections()),
            (SectionTheme, self.section_themes()),
            (Measure, self.measures()),
            (Responsibility, self.responsibilities()),
            (StatusUpdate, self.updates()),
            (Milestone, self.milestones()),
            (Discussion, self.discussions()),
            (Indicator, self.indicators()),
            (IndicatorTarget, self.targets()),
            (IndicatorValue, self.values()),
        ]

    def chance(self, table: str) -> Random:
        """Returns the generator of a table, so that one table can change and the others stay."""
        return Random(f"{self.sizes.seed} {table}")  # noqa: S311

    def plans(self) -> Iterator[ReportPlan]:
        """Yields the reports: that with most measures and the others of the largest city first."""
        sizes = self.sizes
        large = [sizes.largest_report, max(sizes.largest_city - sizes.largest_report, 1)]
        others = max(sizes.reports - len(large), 1)
        each, more = divmod(max(sizes.measures - sum(large), others), others)
        for number in range(1, sizes.reports + 1):
            if number <= len(large):
                yield ReportPlan(number, 1, large[number - 1])
            else:
                place = number - len(large)
                yield ReportPlan(number, 1 + place % sizes.municipalities, each + (place <= more))

    def municipalities(self) -> Iterator[Row]:
        seen: Counter[str] = Counter()
        for n in range(1, self.sizes.municipalities + 1):
            name = name_of(n)
            seen[name] += 1
            yield {
                "id": n,
                "name": name if seen[name] == 1 else f"{name} {seen[name]}",
                "slug": f"ort-{n}",
                "ags": f"{n:08}",
                "state": list(State)[n % len(State)].value,
                "is_public": True,
            }

    def offices(self) -> Iterator[Row]:
        for n in range(1, self.sizes.municipalities + 1):
            for place in range(OFFICES):
                name = f"Amt für {SUBJECTS[(n + place * 5) % len(SUBJECTS)]}"
                yield {"id": OFFICES * n + place, "municipality_id": n, "name": name, "slug": f"amt-{place}"}

    def reports(self) -> Iterator[Row]:
        for plan in self.plans():
            yield {
                "id": plan.number,
                "municipality_id": plan.municipality,
                "title": f"Bericht zur sozialen Lage {plan.number}",
                "slug": f"bericht-{plan.number}",
                "is_public": plan.number == 1 or plan.number % DRAFT_EVERY != 0,
                "published_on": PUBLISHED + timedelta(days=plan.number % 365),
            }

    def sections(self) -> Iterator[Row]:
        for plan in self.plans():
            for place in range(SECTIONS):
                title = f"Handlungsfeld {SUBJECTS[(plan.number + place) % len(SUBJECTS)]}"
                number = SECTIONS * plan.number + place
                above = number - 1 if place == SECTIONS - 1 else None
                yield {
                    "id": number,
                    "report_id": plan.number,
                    "parent_id": above,
                    "title": title,
                    "slug": f"feld-{place}",
                    "order": place,
                }

    def section_themes(self) -> Iterator[Row]:
        chance, ids = self.chance("themes"), count(1)
        for plan in self.plans():
            for place in range(SECTIONS - 1):
                for theme in chance.sample(self.themes, chance.choice([0, 1, 1, 2])):
                    yield {"id": next(ids), "section_id": SECTIONS * plan.number + place, "theme_id": theme}

    def measures(self) -> Iterator[Row]:
        chance = self.chance("measures")
        for number, plan, place, whole in self.numbered():
            title, description, objective = self.texts[chance.randrange(len(self.texts))]
            yield {
                "id": number,
                "report_id": plan.number,
                "section_id": None if whole else SECTIONS * plan.number + place % SECTIONS,
                "parent_id": whole,
                "code": f"M{number - whole}" if whole else f"A{place}",
                "title": title,
                "description": description,
                "objective": objective,
                "due": chance.choice(DUE),
                "horizon": chance.choice([*Horizon.values, ""]),
                "costs_kind": CostKind.ONCE if number % 7 == 0 else "",
                "costs_amount": 1000 * (number % 90) if number % 7 == 0 else None,
                "publication": Publication.DRAFT if number % DRAFT_EVERY == 0 else Publication.PUBLISHED,
            }

    def numbered(self) -> Iterator[tuple[int, ReportPlan, int, int | None]]:
        """Yields the ids of all measures, each with its report, its place and the id of what it is a part of."""
        number = 0
        for plan in self.plans():
            whole, left = 0, 0
            for place in range(1, plan.measures + 1):
                number += 1
                is_part = left > 0
                yield number, plan, place, whole if is_part else None
                if is_part:
                    left -= 1
                elif place % PART_EVERY == 0:
                    whole, left = number, PARTS

    def responsibilities(self) -> Iterator[Row]:
        ids = count(1)
        for number, plan, _place, _whole in self.numbered():
            lead = number % OFFICES
            row = {"measure_id": number, "office_id": OFFICES * plan.municipality + lead}
            yield {"id": next(ids), **row, "role": Role.LEAD}
            if number % 3 == 0:
                row["office_id"] += 1 if lead + 1 < OFFICES else -1
                yield {"id": next(ids), **row, "role": Role.PARTICIPATING}

    def updates(self) -> Iterator[Row]:
        """Yields the updates, each measure's in the order of their days; one measure in six has none."""
        chance, ids = self.chance("updates"), count(1)
        each = self.sizes.updates / max(self.sizes.measures * 5 / 6, 1)
        for number, _plan, _place, _whole in self.numbered():
            if number % 6 == 0:
                continue
            number_of_updates = int(each) + (chance.random() < each % 1)
            for days in sorted(chance.sample(REPORTED, number_of_updates)):
                text = self.told[chance.randrange(len(self.told))]
                yield {
                    "id": next(ids),
                    "measure_id": number,
                    "status": chance.choice([*Status.values, Status.IN_PROGRESS, Status.IN_PROGRESS, ""]),
                    "text": text,
                    "reason": "Die Stelle ist nicht besetzt." if chance.random() < 1 / 20 else "",
                    "as_of": PUBLISHED + timedelta(days=days),
                    "publication": ReviewState.DRAFT if chance.random() < 1 / DRAFT_EVERY else ReviewState.PUBLISHED,
                }

    def milestones(self) -> Iterator[Row]:
        chance = self.chance("milestones")
        for number, _plan, _place, _whole in self.numbered():
            if number % MILESTONE_EVERY == 0:
                due, done = chance.choice(DUE[2:]), chance.random() < 1 / 2
                row = {"id": number, "measure_id": number, "title": "Konzept liegt vor", "due": due}
                yield {**row, "done_on": date(2024, 5, 2) if done else None, "publication": ReviewState.PUBLISHED}

    def discussions(self) -> Iterator[Row]:
        for number, _plan, _place, _whole in self.numbered():
            if number % DISCUSSION_EVERY == 1:
                day = PUBLISHED + timedelta(days=number % 2000)
                yield {"id": number, "measure_id": number, "phase": "Phase I", "held_on": day}

    def followed(self) -> list[int]:
        """Returns the ids of measures with an indicator."""
        every = max(self.sizes.measures * VALUES_OF_INDICATOR // max(self.sizes.values, 1), 1)
        return [number for number, *_rest in self.numbered() if number % every == 0]

    def indicators(self) -> Iterator[Row]:
        for number in self.followed():
            name = f"Teilnehmende {PEOPLE[number % len(PEOPLE)]}"
            yield {"id": number, "measure_id": number, "name": name, "unit": "Personen", "direction": Direction.RISE}

    def targets(self) -> Iterator[Row]:
        for number in self.followed():
            yield {"id": number, "indicator_id": number, "value": 100, "due": DUE[2 + number % 6]}

    def values(self) -> Iterator[Row]:
        ids = count(1)
        for number in self.followed():
            for year in range(VALUES_OF_INDICATOR):
                row = {
                    "indicator_id": number,
                    "value": 40 + 20 * year + number % 20,
                    "as_of": date(2020 + year, 12, 31),
                }
                yield {"id": next(ids), **row, "publication": ReviewState.PUBLISHED}


def name_of(n: int) -> str:
    """Returns the name of the n-th municipality; names repeat."""
    n, beginning = divmod(n * 7, len(BEGINNINGS))
    n, ending = divmod(n, len(ENDINGS))
    word = BEGINNINGS[beginning] + ENDINGS[ending]
    situation = SITUATIONS[n % len(SITUATIONS)]
    return f"{situation}{word.lower()}"


def texts(chance: Random) -> Iterator[tuple[str, str, str]]:
    """Yields titles with descriptions and objectives, some hundred characters together."""
    while True:
        subject, people, verb = chance.choice(SUBJECTS), chance.choice(PEOPLE), chance.choice(VERBS)
        title = f"{subject} für {people} {verb}"
        description = f"{title}: {'. '.join(chance.sample(FILLERS, 4))}."
        yield title, description, f"Mehr {chance.choice(SUBJECTS)} für {chance.choice(PEOPLE)} bis {chance.choice(DUE)}"


# Into the tables


def write(model: type[Model], rows: Iterable[Row]) -> int:
    """Writes rows with their derived columns and the defaults of all others; returns how many."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    complete = ([row[column] for column in columns] for row in completed(model, rows))
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} ({quoted}) FROM STDIN", complete)
    places = ", ".join(["%s"] * len(columns))
    return _insert(f"INSERT INTO {table} ({quoted}) VALUES ({places})", complete)  # noqa: S608 - names of our models


def _copy(statement: str, rows: Iterable[list[Any]]) -> int:
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write("\t".join(map(as_text, row)) + "\n")
        return int(cursor.rowcount)


def _insert(statement: str, rows: Iterator[list[Any]]) -> int:
    number = 0
    with connection.cursor() as cursor:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            cursor.executemany(statement, [[_plain(value) for value in row] for row in some])
            number += len(some)
    return number


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@cache
def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def as_text(value: Any) -> str:
    """Returns a value as COPY reads it."""
    if value is None:
        return "\\N"
    return _escaped(value) if isinstance(value, str) else str(value)


def completed(model: type[Model], rows: Iterable[Row]) -> Iterator[Row]:
    """Yields the rows with every column; what is derived from the same texts is derived once."""
    derived = derived_fields(model)
    column = {field.name: str(field.column) for field in model._meta.concrete_fields}
    default = {column[field.name]: _default(field) for field in model._meta.concrete_fields}
    known: dict[tuple[Any, ...], Any] = {}

    for row in rows:
        full = default | row
        for field in derived:
            sources = tuple(full[column[name]] for name in field.of)
            key = (field.name, *sources)
            if key not in known:
                known[key] = field.derive(*sources)
            full[column[field.name]] = known[key]
        yield full


def _default(field: Any) -> Any:
    if isinstance(field, JSONField):
        return json.dumps(field.get_default())
    return field.get_db_prep_save(field.get_default(), connection) if field.has_default() else _empty(field)


def _empty(field: Any) -> Any:
    return None if field.null or not field.empty_strings_allowed else ""


def settle(models: list[type[Model]]) -> None:
    """Sets the next id of every table, and lets the database count what it holds."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        can_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if can_vacuum else "ANALYZE")
