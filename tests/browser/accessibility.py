"""What a machine can check of WCAG 2.2, levels A and AA."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


ON_PAPER = {**OPTIONS, "rules": {"target-size": {"enabled": False}}}  # nobody has to hit a link there


def assert_accessible(page: Page, *, on_paper: bool = False) -> None:
    """Fail with one paragraph per broken rule: what is wrong, where, and how to repair it."""
    page.wait_for_load_state()  # after a click the page may stand there before its stylesheet does
    violations = Axe().run(page, options=ON_PAPER if on_paper else OPTIONS).response["violations"]
    report = "\n\n".join(describe(violation) for violation in violations)
    assert not violations, f"{page.url} breaks {len(violations)} rules of WCAG\n\n{report}"


def describe(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}", f"  {violation['helpUrl']}"]
    for node in violation["nodes"]:
        target = " ".join(str(part) for part in node["target"])
        lines += [f"  - {target}", f"    {node['html']}"]
        lines += [f"    {line}" for line in node.get("failureSummary", "").splitlines()]
    return "\n".join(lines)
