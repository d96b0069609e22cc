"""Read pages as a reader would: the text under a heading, the rows of a table."""

from bs4 import BeautifulSoup, Tag
from django.test import Client


def get(client: Client, url: str) -> BeautifulSoup:
    """The page at an address, which has to answer 200."""
    response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    return BeautifulSoup(response.text, "lxml")


def one(page: Tag, selector: str) -> Tag:
    """The only element a CSS selector finds."""
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} elements are {selector}"
    return found[0]


def text(page: Tag, selector: str | None = None) -> str:
    """What a page or its only element of this selector says, with single blanks and without soft hyphens."""
    return " ".join((one(page, selector) if selector else page).get_text(" ").replace("\u00ad", "").split())


def texts(page: Tag, selector: str) -> list[str]:
    return [text(element) for element in page.select(selector)]


def rows(table: Tag) -> list[dict[str, str]]:
    """The cells of each row by the label their column has on a phone."""
    return [
        {str(cell["data-label"]): text(cell) for cell in row.select("[data-label]")}
        for row in table.select("tbody tr")
        if row.select("[data-label]")
    ]


def sent_by_preview(page: Tag) -> dict[str, list[str]]:
    """What a browser sends from the hidden fields of a preview in the administration."""
    form: dict[str, list[str]] = {}
    for field in page.select("#content-main input[type=hidden]"):
        form.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    assert "shown" in form, text(page)
    return form
