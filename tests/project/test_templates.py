"""What is easily forgotten in a template."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ID_IN_AN_ADDRESS = re.compile(r"[?&][\w-]+=\{\{ [\w.]*(?:\.pk|_id) \}\}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_id_in_an_address_is_written_as_a_figure(path: Path) -> None:
    """`?report=1.234` would lead nowhere; `stringformat:"d"` writes 1234."""
    assert not ID_IN_AN_ADDRESS.findall(path.read_text())
