"""Texts look as they were meant when they were typed, and whatever is typed is harmless."""

import re
from time import perf_counter
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitoring.models import Status
from reports.formatted import formatted
from tests.effort import tries
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_update
from tests.reports.pages import get, one, text

ALLOWED = {"p": set(), "br": set(), "ul": set(), "ol": set(), "li": set(), "strong": set(), "a": {"href", "rel"}}


def flat(html: str) -> str:
    """The markup on one line, without the new line that follows each break."""
    return html.replace("<br>\n", "<br>")


def link(href: str, words: str | None = None) -> str:
    return f'<a href="{href}" rel="nofollow noopener">{words or href}</a>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Erst.\n\nDann.", "<p>Erst.</p><p>Dann.</p>"),
        ("Erst.\r\n\r\n \r\nDann.", "<p>Erst.</p><p>Dann.</p>"),
        ("Zeile eins\nZeile zwei", "<p>Zeile eins<br>Zeile zwei</p>"),
        ("- eins\n- zwei", "<ul><li>eins</li><li>zwei</li></ul>"),
        ("•\teins\r\n•zwei", "<ul><li>eins</li><li>zwei</li></ul>"),
        ("– eins\n– zwei", "<ul><li>eins</li><li>zwei</li></ul>"),
        ("Ziele:\n- eins\n\n- zwei\nEnde.", "<p>Ziele:</p><ul><li>eins</li><li>zwei</li></ul><p>Ende.</p>"),
        ("- eins\n  weiter\n- zwei", "<ul><li>eins<br>weiter</li><li>zwei</li></ul>"),
        ("- eins\n\n  weiter", "<ul><li><p>eins</p><p>weiter</p></li></ul>"),
        ("- eins\n  - innen\n- zwei", "<ul><li>eins<ul><li>innen</li></ul></li><li>zwei</li></ul>"),
        (" - eins\n- zwei\n - drei", "<ul><li>eins</li><li>zwei</li><li>drei</li></ul>"),
        ("1. eins\n2. zwei", "<ol><li>eins</li><li>zwei</li></ol>"),
        ("1. eins\n\n2. zwei\n\nEnde", "<ol><li>eins</li><li>zwei</li></ol><p>Ende</p>"),
        ("1. eins\n   - innen\n2. zwei", "<ol><li>eins<ul><li>innen</li></ul></li><li>zwei</li></ol>"),
        ("**Fett** und nicht", "<p><strong>Fett</strong> und nicht</p>"),
        ("- **Ziel:** mehr", "<ul><li><strong>Ziel:</strong> mehr</li></ul>"),
        ("**über\nzwei Zeilen**", "<p><strong>über<br>zwei Zeilen</strong></p>"),
    ],
)
def test_paragraphs_lists_and_bold_words(typed: str, shown: str) -> None:
    assert flat(formatted(typed)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "1. Januar 2020: Beginn",
        "3. Quartal 2022",
        "1. Quartal 2022: Konzept<br>2. Quartal 2022: Umsetzung",
        "1. Mai: Fest<br>2. Mai: Aufräumen",
        "19.01.2021",
        "2019. war ein gutes Jahr.",
        "2. Stufe der Planung<br>3. Stufe der Planung",
        "1. Bürgermeisterin",
        "1) eins<br>2) zwei",
        "a) eins<br>b) zwei",
        "* vorläufige Zahl<br>* geschätzt",
        "-5 Grad",
        "-",
        "- entfällt -",
        "– seit 2019 – läuft es.",
        "#5 und # 5<br>#keinbockaufbarrieren",
        "&gt; 30 Plätze<br>+ 10 %",
        "2 * 3 * 4 ** 5 **",
        "Bürger*innen und Leser*innen und BIE_QUARTIER_NORD",
        "***",
        "`Taste` [Ja] ![Nein] ~nie~ Tabelle | Spalte",
        "=====<br>-----<br>_____",
        "C:\\\\Ordner \\*",
        "&amp;amp; &amp;nbsp;",
        "&lt;b&gt;fett&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_what_only_looks_like_markup_says_itself(typed: str) -> None:
    source = typed.replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert flat(formatted(source)) == f"<p>{typed}</p>"


def test_indented_text_is_text() -> None:
    assert formatted("    vier Leerzeichen\n\n\tTab") == "<p>vier Leerzeichen</p><p>Tab</p>"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://example.org/a?b=1&c=2.", f"{link('https://example.org/a?b=1&amp;c=2')}."),
        ("(siehe http://example.org)", f"(siehe {link('http://example.org')})"),
        ("www.example.org, dort", f"{link('https://www.example.org', 'www.example.org')}, dort"),
        ("https://münchen.de/ä", link("https://xn--mnchen-3ya.de/%C3%A4", "https://münchen.de/ä")),
        ("https://example.org/%C3%A4", link("https://example.org/%C3%A4")),
        ("post@example.org!", f"{link('mailto:post@example.org', 'post@example.org')}!"),
        ("**www.example.org**", f"<strong>{link('https://www.example.org', 'www.example.org')}</strong>"),
        ("**http://a.de/**x", f"<strong>{link('http://a.de/')}</strong>x"),
        ("umgesetzt.Im Mai", "umgesetzt.Im Mai"),
        ("z.B. example.org", "z.B. example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("[hier](javascript:alert(1))", "[hier](javascript:alert(1))"),
        ("ftp://example.org //example.org", "ftp://example.org //example.org"),
        ("data:text/html,x vbscript:x file:///etc", "data:text/html,x vbscript:x file:///etc"),
    ],
)
def test_addresses_become_links(typed: str, shown: str) -> None:
    assert formatted(typed) == f"<p>{shown}</p>"


def test_without_words_there_is_nothing() -> None:
    assert formatted("") == formatted(" \r\n\t\n") == ""


SIGNS = st.sampled_from(
    [
        *("\n", "\r\n", "\n\n", "- ", "  - ", "• ", "– ", "1. ", "2. ", "3. ", "**", "*", " ", "\t", "\x00", "\\"),
        *(
            "&",
            "&lt;",
            "<b>",
            "</p>",
            "<a href='javascript:x'>",
            "](javascript:x)",
            "[x",
            "![",
            "`",
            "#",
            ">",
            "_",
            "|",
        ),
        *(
            '"',
            "'",
            "https://",
            "http://a.de/\"onclick='x'",
            "www.a.de",
            "javascript:",
            "a@b.de",
            "mailto:",
            "Wort",
            "ä",
        ),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(SIGNS).map("".join), st.lists(SIGNS | st.text(max_size=3)).map("".join))


@settings(deadline=None, max_examples=tries(300))
@given(TEXTS)
@example("- " * 200)
@example("**a " * 200)
@example("  - a\n" * 50 + "1. x\n" * 50)
def test_whatever_is_typed_is_harmless_and_loses_no_word(typed: str) -> None:
    page = BeautifulSoup(formatted(typed), "html.parser")
    for element in page.select("*"):
        assert element.attrs.keys() == ALLOWED[element.name]
        if element.name == "a":
            assert re.match(r"(?i)https?://|mailto:", str(element["href"]))
            assert element["rel"] == ["nofollow", "noopener"]
    for listing in page.find_all("ol"):
        for number, item in enumerate(listing.find_all("li", recursive=False), start=1):
            item.insert(0, f"{number}.")
    assert words(page.get_text()) == words(typed)


def words(said: str) -> str:
    """What is left without blanks, bullets and asterisks, which lists and bold words take away."""
    return re.sub(r"[\s\x1c-\x1f*•●▪·\uf0b7–-]", "", said.replace("\x00", "\ufffd"))


def test_a_long_text_is_ready_at_once() -> None:
    paragraph = "Die **Planung** steht unter www.example.org.\n- eins\n- zwei\n  - innen\n\n"
    start = perf_counter()
    formatted(paragraph * 1000)
    assert perf_counter() - start < 5


def fields(name: str) -> dict[str, Any]:
    return {name: LIST}


LIST = "Erledigt:\n- Konzept\n- **Antrag**\n\nMehr auf www.example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["description", "starting_position", "objective", "steps", "data_sources", "effort"])
def test_every_text_of_a_measure_is_formatted(client: Client, field: str) -> None:
    measure = make_measure(**fields(field))
    page = get(client, measure.get_absolute_url())
    assert_formatted(one(page, "section.prose"))


@pytest.mark.django_db
def test_plain_language_is_formatted(client: Client) -> None:
    measure = make_measure(plain_language=LIST)
    assert_formatted(one(get(client, f"{measure.get_absolute_url()}?sprache=einfach"), "article.prose"))


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["text", "reason", "next_steps"])
def test_every_text_of_an_update_is_formatted(client: Client, field: str) -> None:
    update = make_update(status=Status.POSTPONED, **fields(field))
    measure = update.measure
    assert_formatted(one(get(client, measure.get_absolute_url()), "ol.timeline"))
    assert_formatted(one(get(client, measure.report.get_absolute_url()), "td.c-status"))


@pytest.mark.django_db
def test_introductions_and_plain_language_are_formatted(client: Client) -> None:
    city = make_municipality(introduction=LIST)
    report = make_report(city, introduction=LIST)
    for page in (get(client, city.get_absolute_url()), get(client, report.get_absolute_url())):
        assert_formatted(one(page, "div.intro"))
    city.introduction, city.plain_language = "", LIST
    city.save()
    assert_formatted(one(get(client, city.get_absolute_url()), "details.plain"))


@pytest.mark.django_db
def test_cells_of_the_table_are_formatted(client: Client) -> None:
    measure = make_measure(make_report(columns=["title", "description", "approach"]), description=LIST)
    measure.discussions.create(approach=LIST)
    page = get(client, measure.report.get_absolute_url())
    assert_formatted(one(page, "td.c-description"))
    assert_formatted(one(page, "td.c-approach"))


def assert_formatted(place: Tag) -> None:
    assert [text(item) for item in place.select("ul:not([class]) > li")] == ["Konzept", "Antrag"]
    assert text(place, "strong") == "Antrag"
    assert one(place, "a[rel]")["href"] == "https://www.example.org"


@pytest.mark.django_db
def test_the_admin_says_what_can_be_typed(client: Client) -> None:
    client.force_login(make_planner())
    measure = make_measure()
    page = get(client, f"/admin/catalog/measure/{measure.pk}/change/")
    for field in ("description", "steps", "plain_language"):
        assert "„- “: Liste" in text(one(page, f"#id_{field}_helptext"))
    assert "„- “: Liste" not in text(one(page, "#id_internal_note_helptext"))
    update = get(client, "/admin/monitoring/statusupdate/add/")
    assert "Drei kurze Sätze genügen" in text(one(update, "#id_text_helptext"))
    assert "„- “: Liste" in text(one(update, "#id_text_helptext"))
