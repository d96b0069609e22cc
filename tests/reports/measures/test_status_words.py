"""A status word is whole: it can be read, drawn, chosen in a link and counted in a paper."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from monitoring.choices import SHOWN_WORDS, STATUS_WORDS, Look, Status, look_key
from reports.documents.pictures import FILLS
from reports.measures.filters.words import StatusFilter
from reports.measures.sorting import PROGRESS
from reports.models.figures import NAMES
from reports.texts.plain_language import SENTENCES

HOUSE = Path(__file__).resolve().parents[3]
SPRITE = (HOUSE / "templates" / "partials" / "_icons.html").read_text()
CSS = (HOUSE / "static" / "css" / "site.css").read_text()
ADMIN = (HOUSE / "static" / "css" / "admin.css").read_text()
BADGES = (HOUSE / "static" / "img" / "badges.svg").read_text()
PAPER = (HOUSE / "static" / "css" / "paper.css").read_text()


@pytest.mark.parametrize("status", Status)
def test_every_word_has_all_that_pages_and_papers_say_of_it(status: Status) -> None:
    word = STATUS_WORDS[status]
    assert str(word.definition).endswith(".")
    assert str(SENTENCES[status]).endswith(".")
    assert StatusFilter.statuses[word.slug] == status.value
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", word.slug)
    assert word.figure in NAMES
    assert SHOWN_WORDS[status] == status.label
    assert PROGRESS[status] > PROGRESS[""]
    assert FILLS[status.value] == word.look.fill
    assert word.is_settled or not word.is_closed
    assert f'id="i-{look_key(status.value)}"' in SPRITE


@pytest.mark.parametrize("status", Status)
def test_a_badge_shows_the_word_and_its_own_icon(status: Status) -> None:
    badge = Template("{% load measures %}{% status_badge word %}").render(Context({"word": status.value}))
    assert f"s-{status.look.key}" in badge
    assert f'href="#i-{status.look.key}"' in badge
    assert str(status.label) in badge


def test_no_two_words_share_a_name_in_links_and_papers() -> None:
    assert list(StatusFilter.statuses.values()) == list(SHOWN_WORDS)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("drawn", Look)
def test_every_look_is_drawn(drawn: Look) -> None:
    rules = {kind: re.search(rf"^\.{kind}-{drawn.key}\b.*}}$", CSS, re.MULTILINE) for kind in "sf"}
    assert all(rules.values()), rules
    assert f'id="i-{drawn.key}"' in SPRITE
    patterns = re.findall(rf'\.f-{drawn.key} .*url\("#(.+?)"\)', PAPER)
    assert all(f'id="{pattern}"' in SPRITE for pattern in patterns)
    assert f"--fill-{drawn.key}: {drawn.fill};" in CSS


def test_the_administration_draws_every_look_with_an_icon_of_its_own() -> None:
    drawn = re.findall(r"<!-- (.+) -->\n<g[^>]*>(.+)</g>", BADGES)
    assert f"0 / {len(drawn)}em 1em" in ADMIN
    for name in (*(look.key for look in Look), "none", "gap", "late"):
        rule = re.search(rf"^\.(?:status-)?{name} {{ --icon: (\d+);", ADMIN, re.MULTILINE)
        assert rule, name
        assert drawn[int(rule[1])][0] == name.replace("_", " ")


def test_no_sheet_trusts_a_font_with_icons() -> None:
    for sheet in sorted((HOUSE / "static" / "css").glob("*.css")):
        written = "".join(re.findall(r"content: ([^;}]*)", sheet.read_text()))
        assert not re.search(r"[\u2190-\u2bff]", written), sheet.name
