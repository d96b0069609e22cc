"""What is counted is counted once: every number on a page agrees with the bar beside it and with where it leads."""

import random
import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalog.choices import CostKind, Publication
from catalog.models import Report
from monitoring.choices import STATUS_WORDS, Status
from reports.measures.filters.words import CostsFilter, DeadlineFilter, IndicatorFilter, StatusFilter
from tests.factories import (
    make_indicator,
    make_measure,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_section,
    make_update,
)
from tests.public_addresses import addresses
from tests.reports.pages import get, text, texts
from tests.themes import Themes

pytestmark = pytest.mark.django_db

COUNTING = ["home", "municipality", "report", "themes", "theme", "measures", "city-measures", "embed-bar", "comparison"]
WORDS_OF_CLOSED = [str(status.label) for status, word in STATUS_WORDS.items() if word.is_closed]
# Every unit has exactly one of these words.
EXCLUSIVE: dict[str, Collection[str]] = {
    StatusFilter.name: StatusFilter.labels,
    DeadlineFilter.name: DeadlineFilter.labels,
    IndicatorFilter.name: ("ja", "nein"),
    CostsFilter.name: ("genannt", "nicht-genannt"),
}


def number_in(words: str) -> int:
    """The units in "11 Maßnahmen, 18 Teile mit eigenem Stand" or "5 von 11 Maßnahmen"."""
    found = re.search(r"\d+", words.rsplit(", ", maxsplit=1)[-1])
    assert found, words
    return int(found[0])


def in_legend(bar: Tag) -> dict[str, int]:
    counted = (re.fullmatch(r"(\d+) (.+)", said) for said in texts(bar, ".legend li"))
    return {found[2]: int(found[1]) for found in counted if found}


def in_description(bar: Tag) -> int:
    return sum(map(int, re.findall(r"(\d+) ", text(bar, "desc"))))


def beside_bars(page: BeautifulSoup) -> Iterator[str]:
    for bar in page.select(".status-bar"):
        tally = bar.find_previous(class_="tally")
        total = sum(in_legend(bar).values())
        if tally and number_in(text(tally)) != total:
            yield f"{text(tally)}, but the bar has {total}"
        table = sum(int(cell.get_text()) for cell in bar.select("table td"))
        if table != total:
            yield f"the bar has {total}, its table {table}"


def in_comparison(page: BeautifulSoup) -> Iterator[str]:
    for cell in page.select("table.comparison td"):
        for bar in cell.select("svg.bar[role=img]"):
            if number_in(text(cell, ".tally")) != in_description(bar):
                yield f"{text(cell, '.tally')}, but the bar has {in_description(bar)}"


def beside_jumps(page: BeautifulSoup) -> Iterator[str]:
    for jump in page.select("nav a[href^='#']:has(.number)"):
        anchor = str(jump["href"])[1:]
        said = [in_description(bar) for bar in page.select(f"svg[aria-labelledby~='b-{anchor}']")]
        said += [number_in(text(tally)) for tally in page.select(f"tr[id='{anchor}'] .tally")]
        if {int(text(jump, ".number"))} | set(said) != {int(text(jump, ".number"))}:
            yield f"{text(jump)}, but its section has {said}"


def in_filters(page: BeautifulSoup) -> Iterator[str]:
    if not page.select("form.filters input[name=frist]") or page.select(".chosen"):
        return
    total = on_bar(page)
    for name, words in EXCLUSIVE.items():
        numbers = [number for one, word, number in choices(page) if one == name and word in words]
        if numbers and sum(numbers) != total:
            yield f"the filter {name} has {numbers}, the bar {total}"


def by_section(page: BeautifulSoup) -> Iterator[str]:
    together = []
    for row in page.select("details.as-table tbody tr"):
        *parts, last = (int(cell.get_text()) for cell in row.select("td.number"))
        together.append(last)
        if sum(parts) != last:
            yield f"the row {text(row)} does not add up"
    if together and sum(together) != on_bar(page):
        yield f"the sections have {together}, the bar {on_bar(page)}"


def above_filtered_lists(page: BeautifulSoup) -> Iterator[str]:
    """A head that counts everything above a bar of what was chosen."""
    if page.select(".chosen") and (heads := page.select("h1 ~ p .tally")):
        yield f"{text(heads[0])} above a filtered list"


def of_the_silent(page: BeautifulSoup) -> Iterator[str]:
    for card in page.select(".report-card:has(.silent)"):
        counted = in_legend(card.select(".status-bar")[0])
        still_open = sum(number for word, number in counted.items() if word not in WORDS_OF_CLOSED)
        number, of = map(int, re.findall(r"\d+", text(card, ".silent"))[:2])
        if of != still_open or number > of:
            yield f"{text(card, '.silent')}, but {still_open} are open"


def above_lists(page: BeautifulSoup) -> Iterator[str]:
    for found in page.select("main h2 + ul.list"):
        heading, shown = found.find_previous("h2"), found.parent.select("ul.list > li") if found.parent else []
        said = re.search(r"\((\d+)\)$", text(heading)) if heading else None
        if said and heading and len(shown) != int(said[1]):
            yield f"{text(heading)}, but the list has {len(shown)}"


KINDS = [
    beside_bars,
    above_filtered_lists,
    in_comparison,
    beside_jumps,
    in_filters,
    by_section,
    of_the_silent,
    above_lists,
]


def contradictions(page: BeautifulSoup) -> list[str]:
    """What two numbers on one page say against each other."""
    return [one for kind in KINDS for one in kind(page)]


def choices(page: BeautifulSoup) -> Iterator[tuple[str, str, int]]:
    """Each choice of each filter with the number it promises."""
    for box in page.select("form.filters input[type=checkbox][value]"):
        if found := re.findall(r"\((\d+)\)", text(box.parent or box)):
            yield str(box["name"]), str(box["value"]), int(found[-1])
    for option in page.select("form.filters select option[value]"):
        select = option.find_parent("select")
        if select and option["value"] and (found := re.findall(r"\((\d+)\)$", text(option))):
            yield str(select["name"]), str(option["value"]), int(found[0])


def on_bar(page: BeautifulSoup) -> int:
    return sum(in_legend(page.select("main .status-bar")[0]).values())


def some_costs(chance: random.Random) -> dict[str, Any]:
    amount = {"costs_amount": 100, "costs_kind": chance.choice(CostKind.values)}
    return chance.choice([{}, {}, {"costs": "aus dem laufenden Haushalt"}, amount])


@pytest.fixture
def random_city(db: None) -> Report:
    """A report of 40 measures: parts, wholes with a status of their own, additions, drafts, reports without a word."""
    chance = random.Random(7)  # noqa: S311 - the same city every time
    city = make_municipality(name="Zufallsstadt")
    report = make_report(city, title="Zufallsbericht", published_on=date(2019, 1, 1), reporting_interval=12)
    sections = [
        make_section(report, *([theme] if (theme := chance.choice([*Themes, None])) else [])) for _n in range(4)
    ]
    offices = [make_office(city) for _number in range(4)]
    measures = []
    for number in range(25):
        due = chance.choice(["", "laufend", "Ende 2020", "Ende 2098"])
        section = chance.choice([*sections, None])
        whole = make_measure(report, section=section, code=f"A{number}", due=due, **some_costs(chance))
        measures.append(whole)
        for part in range(chance.choice([0, 0, 1, 3])):
            more = some_costs(chance)
            if chance.random() < 0.2:
                more["publication"] = Publication.DRAFT
            if chance.random() < 0.3:
                more["added_on"] = date(2021, 1, 1)
            measures.append(make_measure(parent=whole, code=f"M{part}", due="Ende 2020", **more))
    for measure in measures:
        make_responsibility(measure, chance.choice(offices))
        if chance.random() < 0.3:
            make_indicator(measure)
        for day in chance.sample([date(2019, 7, 1), date(2020, 7, 1), date(2021, 7, 1), date(2022, 7, 1)], 2):
            if chance.random() < 0.6:
                status = chance.choice([*Status, ""])
                publication = chance.choice([Publication.PUBLISHED, Publication.PUBLISHED, Publication.DRAFT])
                make_update(measure, status=status, as_of=day, text="Neues.", publication=publication)
    return report


def test_no_page_of_the_demo_contradicts_itself(client: Client) -> None:
    found = {}
    for name in COUNTING:
        for address in addresses()[name]:
            if "/en/" in address or "?q=" in address:  # a search lists the first of each kind
                continue
            if wrong := contradictions(get(client, address)):
                found[address] = wrong
    assert found == {}


@pytest.mark.parametrize(
    "query", ["", "?ansicht=tabelle", "?ansicht=uebersicht", "?stand=2020-08-01", "?sortierung=frist"]
)
def test_no_page_of_random_data_contradicts_itself(client: Client, random_city: Report, query: str) -> None:
    city = random_city.municipality.get_absolute_url()
    of_today = [] if "stand=" in query else [city]  # an earlier day leads to the list of the city
    for address in ("/", *of_today, random_city.get_absolute_url(), f"{city}massnahmen/", "/themen/", "/massnahmen/"):
        assert contradictions(get(client, f"{address}{query}")) == [], address


def test_every_choice_shows_as_many_as_it_promises(client: Client, random_city: Report) -> None:
    page = random_city.get_absolute_url()
    promised = list(choices(get(client, page)))
    assert {name for name, _word, _number in promised} >= {*EXCLUSIVE, "abschnitt", "amt", "thema"}
    for name, word, number in promised:
        shown = get(client, f"{page}?{name}={word}")
        assert on_bar(shown) == number, (name, word)
        assert contradictions(shown) == []


def test_every_choice_beside_another_keeps_its_promise(client: Client, random_city: Report) -> None:
    page = f"{random_city.get_absolute_url()}?frist=verstrichen"
    for name, word, number in choices(get(client, page)):
        if name != DeadlineFilter.name:
            assert on_bar(get(client, f"{page}&{name}={word}")) == number, (name, word)


def test_home_adds_up_its_cities_and_themes_lead_to_as_many(client: Client, random_city: Report) -> None:
    home = get(client, "/")
    cards = [sum(in_legend(bar).values()) for bar in home.select(".cities .status-bar")]
    assert number_in(text(home, "h2#kommunen .tally")) == sum(cards)
    for link in home.select("a:has(.number)[href^='/themen/']"):
        assert on_bar(get(client, str(link["href"]))) == int(text(link, ".number"))


def test_deadlines_that_have_passed_are_as_many_as_their_filter_finds(client: Client, random_city: Report) -> None:
    page = get(client, random_city.get_absolute_url())
    for state, word in (("gap", "verstrichen"), ("late", "verspaetet")):
        said = [int(text(one).split()[0]) for one in page.select(f"dl.meta .{state}")]
        found = get(client, f"{random_city.get_absolute_url()}?frist={word}")
        if said:
            assert on_bar(found) == said[0]


def test_the_first_page_leads_to_as_many_passed_deadlines_as_it_says(client: Client, random_city: Report) -> None:
    late = make_measure(random_city, code="Z1", due="Ende 2098")  # late by what its office says, before its day
    make_update(late, as_of=date(2022, 7, 1), reason="Die Stelle ist nicht besetzt.")
    link = get(client, "/").select("section[aria-labelledby=fristen] .with-link a")[0]
    assert on_bar(get(client, str(link["href"]))) == int(text(link).removeprefix("alle "))


def test_the_history_ends_with_the_bar_of_today(client: Client, random_city: Report) -> None:
    today = in_legend(get(client, random_city.get_absolute_url()).select("main .status-bar")[0])
    history = get(client, f"{random_city.get_absolute_url()}verlauf/")
    table = history.select("section[aria-labelledby=stand] table")[-1]
    words, last = texts(table, "thead th")[1:], table.select("tbody tr")[-1].select("td")
    assert {word: int(cell.get_text()) for word, cell in zip(words, last, strict=True) if int(cell.get_text())} == today


def test_changes_leave_out_no_unit(client: Client, random_city: Report) -> None:
    page = get(client, f"{random_city.get_absolute_url()}aenderungen/?von=2020-01-01")
    assert contradictions(page) == []
