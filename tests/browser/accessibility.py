"""What a machine can check of WCAG 2.2, levels A and AA."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.effort import THOROUGH

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # no rule in use reads stylesheets, and the policy of our pages refuses to fetch them
}
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["scrollable-region-focusable", "target-size"]

WIDE, NARROW = 1280, 320
AXE = Axe().axe_script

# Most of the time of axe goes into contrasts, which it works out for every text on the page. Texts that look alike on
# elements that look alike have the same one, so a few of each look are enough, wherever one of them differs.
A_FEW = "axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]})"
OF_EACH_LOOK = 2
MARK_A_FEW = """
few => {
  const numbers = new Map(), looks = new Map(), found = new Map();
  const number = words => numbers.get(words) ?? numbers.set(words, numbers.size).get(words);
  const look = element => {
    if (!element) return 0;
    if (!looks.has(element)) {
      const style = getComputedStyle(element);
      looks.set(element, number([
        look(element.parentElement), element.tagName, element.getAttribute("class"), element.getAttribute("style"),
        style.color, style.fontSize, style.fontWeight, style.textShadow, style.backgroundColor, style.backgroundImage,
        style.opacity, style.filter, style.mixBlendMode, style.position, style.zIndex, style.overflow,
        ...["::before", "::after"].map(pseudo => getComputedStyle(element, pseudo).backgroundColor),
      ].join("|")));
    }
    return looks.get(element);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const words = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join("").trim();
    const isField = element.matches("button, input, select, textarea");
    element.removeAttribute("data-look");
    if ((!words && !isField) || !element.checkVisibility()) continue;
    const key = `${look(element)} ${words.length > 1} ${element.matches("[disabled], [aria-disabled=true]")}`;
    found.set(key, (found.get(key) ?? 0) + 1);
    if (found.get(key) <= few) element.setAttribute("data-look", key);
  }
  return found.size;
}
"""


def assert_everybody_can_use(page: Page, *, on_paper: bool = False, like_others: bool = False) -> None:
    """Look at the page as it stands there: on wide and narrow screens, in both dresses and, if asked, on paper.

    The markup is the same everywhere, so all rules are tried once, and those about places and colours again where
    places and colours differ. Where another page of the same kind shows them, they are not looked at again.
    """
    page.wait_for_load_state()
    for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert_fits(page, width)
        if width == WIDE:
            assert_accessible(page)
        elif not like_others:
            assert_accessible(page, only(COLOURS + PLACES))
        if THOROUGH:
            page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
            assert_accessible(page, only(COLOURS))
    if on_paper:
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.emulate_media(media="print", color_scheme="dark")
        assert_accessible(page, only(COLOURS))
    page.emulate_media(media="screen", color_scheme="light")


def only(rules: list[str]) -> dict[str, Any]:
    return {**OPTIONS, "runOnly": {"type": "rule", "values": rules}}


def assert_fits(page: Page, width: int) -> None:
    page.wait_for_load_state()  # after a click the page may stand there before its stylesheet does
    content = page.locator("html").evaluate("html => html.scrollWidth")
    assert content <= width, f"{page.url} is {content} px wide on a screen of {width} px"


def assert_accessible(page: Page, options: dict[str, Any] = OPTIONS) -> None:
    """Fail with one paragraph per broken rule: what is wrong, where, and how to repair it."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):  # it is large, and stays as long as the page does
        page.evaluate(AXE)
        if not THOROUGH:
            page.evaluate(A_FEW)
    if not THOROUGH:
        page.evaluate(MARK_A_FEW, OF_EACH_LOOK)
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    report = "\n\n".join(describe(violation) for violation in violations)
    assert not violations, f"{page.url} breaks {len(violations)} rules of WCAG\n\n{report}"


def describe(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}", f"  {violation['helpUrl']}"]
    for node in violation["nodes"]:
        target = " ".join(str(part) for part in node["target"])
        lines += [f"  - {target}", f"    {node['html']}"]
        lines += [f"    {line}" for line in node.get("failureSummary", "").splitlines()]
    return "\n".join(lines)
