"""The handbook as pages of the site: for everybody, with pictures and links that lead somewhere."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve
from django.utils import translation
from PIL import Image

from measures_tracker.handbook.contents import CONTENTS, FOLDER, PICTURES, Chapter, chapters, parts
from measures_tracker.handbook.rendering import as_html

pytestmark = pytest.mark.django_db
HEAVIEST = 100_000  # bytes
SIZES = {(1120, 720), (390, 720)}  # as tests/browser/handbook_pictures.py takes them
EVERY_CHAPTER = pytest.mark.parametrize("chapter", chapters().values(), ids=lambda chapter: chapter.key)


def page_at(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.text, "html.parser")


def test_the_contents_name_every_file_once() -> None:
    files = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.md")} - {CONTENTS.stem}
    listed = [chapter.key for part in parts() for chapter in part.chapters]
    assert (len(listed), set(listed)) == (len(files), files)
    assert [part.title for part in parts()] == ["Planung", "Fachamt", "Rat und Öffentlichkeit", "Betrieb"]


def test_everybody_finds_every_chapter_in_the_contents(client: Client) -> None:
    page = page_at(client, "/hilfe/")
    links = {str(link["href"]): link.get_text() for link in page.select(".handbook-contents li a")}
    assert links == {f"/hilfe/{chapter.key}/": chapter.title for chapter in chapters().values()}
    assert [heading["id"] for heading in page.select("h2")][:2] == ["planung", "fachamt"]


@EVERY_CHAPTER
def test_a_chapter_is_a_page_whose_links_and_pictures_are_there(client: Client, chapter: Chapter) -> None:
    page = page_at(client, chapter.get_absolute_url())
    assert [heading.get_text() for heading in page.select("h1")] == [chapter.title]
    for link in page.select("article a:not(.picture)"):
        resolve(str(link["href"]).partition("#")[0])
    for picture in page.select("article img"):
        assert len(str(picture["alt"])) > 20
        name = str(picture["src"]).removeprefix("/static/")
        assert finders.find(name) == str(PICTURES / Path(name).name)
        assert picture.parent is not None
        assert (picture.parent.name, picture.parent["href"]) == ("a", picture["src"])


def test_every_picture_is_shown_light_and_of_one_size() -> None:
    texts = "".join(chapter.path.read_text() for chapter in chapters().values())
    files = sorted(PICTURES.iterdir())
    assert len(files) >= 12
    for file in files:
        assert f"../bilder/{file.name})" in texts
        assert file.stat().st_size <= HEAVIEST
        with Image.open(file) as picture:
            assert (picture.format, picture.size in SIZES) == ("PNG", True), file.name


def test_a_chapter_leads_to_those_beside_it_for_the_same_reader(client: Client) -> None:
    first, second, *_others = next(part for part in parts() if part.title == "Fachamt").chapters
    page = page_at(client, first.get_absolute_url())
    assert [link["href"] for link in page.select("[rel=prev], [rel=next]")] == [second.get_absolute_url()]
    here = page.select(".handbook-chapters [aria-current=page]")
    assert [link.get_text() for link in here] == [first.title]
    assert len(page.select(".handbook-chapters li")) == 4


@pytest.mark.parametrize("path", ["niemals/stand-lesen", "rat/niemals", "betrieb/stand-lesen"])
def test_a_chapter_that_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/hilfe/{path}/").status_code == 404


def test_english_visitors_are_told_that_it_is_german(client: Client) -> None:
    page = page_at(client, "/en/hilfe/rat/frueherer-stand/")
    assert "written in German" in page.select(".handbook .notice")[0].get_text()
    assert [article["lang"] for article in page.select("article")] == ["de"]
    assert page.select(".handbook-chapters a[href='/en/hilfe/rat/abonnieren/']")
    assert not page_at(client, "/hilfe/rat/frueherer-stand/").select(".handbook .notice")


def test_what_looks_like_html_is_text(tmp_path: Path) -> None:
    file = tmp_path / "kapitel.md"
    file.write_text("<script>alert(1)</script> [hier](javascript:alert(1)) <b>fett</b>\n")
    with translation.override("de"):
        html = as_html(file)
    page = BeautifulSoup(html, "html.parser")
    assert [tag.name for tag in page.find_all()] == ["p"]
    assert "<script>alert(1)</script>" in page.get_text()
