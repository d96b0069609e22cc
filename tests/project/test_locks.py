"""Rows are locked so that others may still refer to them, and the lock of a report is taken in one place."""

import ast
from collections.abc import Iterator

from tests.project.test_layering import ROOT, sources

APPS = ("catalog", "monitoring", "reports", "measures_tracker")


def locks() -> Iterator[tuple[str, ast.Call]]:
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".select_for_update"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_lock_keeps_others_from_referring_to_a_row() -> None:
    """PostgreSQL's plain FOR UPDATE makes every insert wait that names the row in a foreign key."""
    found = dict(locks())
    assert found
    assert not [place for place, call in found.items() if not names_no_key(call)]


def names_no_key(call: ast.Call) -> bool:
    return any(word.arg == "no_key" and ast.unparse(word.value) == "True" for word in call.keywords)


def test_reports_are_locked_in_one_place() -> None:
    elsewhere = [place for place, call in locks() if "Report." in ast.unparse(call.func)]
    assert not elsewhere
