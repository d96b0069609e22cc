"""What a machine can check of WCAG 2.2, levels A and AA."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # no rule in use reads stylesheets, and the policy of our pages refuses to fetch them
}
COLOURS = {**OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
ON_PAPER = {**OPTIONS, "rules": {"target-size": {"enabled": False}}}  # nobody has to hit a link there


WIDE, NARROW = 1280, 320


def assert_everybody_can_use(page: Page, *, on_paper: bool = False, like_others: bool = False) -> None:
    """Look at the page as it stands there: on wide and narrow screens, in both dresses and, if asked, on paper.

    Light and dark differ in colours alone, so all rules are tried in one dress of each width; the colours of the other
    are left out where another page of the same kind shows them.
    """
    for width, full, colours in ((WIDE, "light", "dark"), (NARROW, "dark", "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=full)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page, width)
        if not like_others:
            page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            assert_accessible(page, COLOURS)
    if on_paper:
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.emulate_media(media="print", color_scheme="dark")
        assert_accessible(page, ON_PAPER)
    page.emulate_media(media="screen", color_scheme="light")


def assert_fits(page: Page, width: int) -> None:
    content = page.evaluate("document.documentElement.scrollWidth")
    assert content <= width, f"{page.url} is {content} px wide on a screen of {width} px"


def assert_accessible(page: Page, options: dict[str, Any] = OPTIONS) -> None:
    """Fail with one paragraph per broken rule: what is wrong, where, and how to repair it."""
    page.wait_for_load_state()  # after a click the page may stand there before its stylesheet does
    violations = Axe().run(page, options=options).response["violations"]
    report = "\n\n".join(describe(violation) for violation in violations)
    assert not violations, f"{page.url} breaks {len(violations)} rules of WCAG\n\n{report}"


def describe(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}", f"  {violation['helpUrl']}"]
    for node in violation["nodes"]:
        target = " ".join(str(part) for part in node["target"])
        lines += [f"  - {target}", f"    {node['html']}"]
        lines += [f"    {line}" for line in node.get("failureSummary", "").splitlines()]
    return "\n".join(lines)
