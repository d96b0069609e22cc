"""What is easily forgotten in a template."""

import re
from pathlib import Path

import pytest
from django.template import Engine

from measures_tracker.template_files import without_layout

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LONGEST_LINE = 160
ID_AS_A_FIGURE = re.compile(r"\{\{ [\w.]*(?:\.pk|(?<!auto)_id) \}\}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_id_is_written_as_a_figure(path: Path) -> None:
    """`?report=1.234` would lead nowhere, and `value="1.234"` choose nothing; `stringformat:"d"` writes 1234."""
    assert not ID_AS_A_FIGURE.findall(path.read_text())


def test_no_line_is_too_long_to_read() -> None:
    long = [
        f"{path.relative_to(TEMPLATES)}:{number}: {len(line)} characters"
        for path in sorted(TEMPLATES.rglob("*.*"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert not long, "\n".join(long)


def test_a_piece_of_a_page_ends_without_a_line_break() -> None:
    """Otherwise a blank would stand behind it."""
    for path in sorted((TEMPLATES / "partials").glob("_*.html")):
        source = Engine.get_default().get_template(str(path.relative_to(TEMPLATES))).source
        assert path.read_text().endswith("\n")
        assert not source.endswith("\n")


def test_pages_are_sent_without_what_sets_templates_out() -> None:
    lines = [
        "<ul>",
        "  {% if rows %}",
        "    <li>",
        "      a",
        "      {{ b }}",
        "    </li>",
        "  {% endif %}",
        "</ul>",
        "",
    ]
    assert without_layout("\n".join(lines)) == "<ul>\n{% if rows %}<li>\na\n{{ b }}\n</li>\n{% endif %}</ul>"
