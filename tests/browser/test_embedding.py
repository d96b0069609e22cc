"""Bar and table inside a page of another website; any other page of ours is refused there."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page, expect

REPORT = "/heidelberg/soziale-lage-2018/"
FRAME = """<!doctype html><html lang="de"><title>Stadt</title><link rel="icon" href="data:,"><h1>Stadt</h1>
<iframe src="{address}" title="Maßnahmen" width="{width}" height="600"></iframe>"""

ShowElsewhere = Callable[..., Page]


class Elsewhere(HTTPServer):
    """A website of its own origin, with one page."""

    html = ""


class OnePage(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.html.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def show_elsewhere(context: BrowserContext, site_url: str) -> Iterator[ShowElsewhere]:
    """Opens a page of another website that frames one of our addresses."""
    server = Elsewhere(("127.0.0.1", 0), OnePage)
    Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}/"
    context.route(f"{origin}**", lambda route: route.continue_())

    def show(path: str, width: int = 800) -> Page:
        server.html = FRAME.format(address=f"{site_url}{path}", width=width)
        page = context.new_page()
        page.goto(origin)
        return page

    yield show
    server.shutdown()
    server.server_close()


def test_another_website_shows_the_bar(show_elsewhere: ShowElsewhere) -> None:
    page = show_elsewhere(f"{REPORT}einbetten/balken/")
    inside = page.frame_locator("iframe")
    expect(inside.locator("h1")).to_contain_text("Heidelberg: Bericht zur Sozialen Lage 2018")
    expect(inside.locator(".legend")).to_contain_text("2 umgesetzt")
    expect(inside.locator("svg.bar rect").first).to_have_css("fill", "rgb(28, 114, 71)")
    height = page.frames[1].evaluate("document.documentElement.scrollHeight")
    assert height <= 600
    assert page.context.cookies() == []


def test_a_link_in_the_table_opens_the_whole_page(show_elsewhere: ShowElsewhere, site_url: str) -> None:
    page = show_elsewhere(f"{REPORT}einbetten/tabelle/", width=320)
    inside = page.frame_locator("iframe")
    expect(inside.locator("tr#A3")).to_be_visible()
    assert page.frames[1].evaluate("document.documentElement.scrollWidth") <= 320
    inside.get_by_role("link", name="Elterneinbindung stärken und ausbauen").click()
    expect(page).to_have_url(f"{site_url}{REPORT}B1/")
    expect(page.locator("h1")).to_contain_text("B1")


def test_any_other_page_is_refused(show_elsewhere: ShowElsewhere, problems: list[str]) -> None:
    for path in (REPORT, f"{REPORT}einbetten/", "/admin/login/"):
        page = show_elsewhere(path)
        expect(page.locator("h1")).to_have_text("Stadt")
        assert page.frames[1].locator("main").count() == 0
        assert any("frame-ancestors" in problem for problem in problems), path
        problems.clear()
