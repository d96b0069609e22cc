"""The policy on one page: what the apps register, what the command prints, what the manual says."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from catalog.permissions.registry import registered

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "security.md"


def test_the_manual_says_what_the_apps_register() -> None:
    printed = StringIO()
    call_command("show_policy", stdout=printed)
    assert printed.getvalue() in MANUAL.read_text()


def test_the_command_writes_the_table_of_a_manual_anew(tmp_path: Path) -> None:
    """What surrounds the table stays, what is missing or stale in it does not."""
    manual, was = tmp_path / "security.md", MANUAL.read_text()
    manual.write_text(re.sub(r"\| `catalog\.report` .*\n", "| `catalog.gone` | – |\n", was))
    call_command("show_policy", into=manual)
    assert manual.read_text() == was
    manual.write_text("# Without a table\n")
    with pytest.raises(CommandError):
        call_command("show_policy", into=manual)


def test_every_model_with_a_history_says_what_its_rows_belong_to() -> None:
    with_history = {
        model._meta.label_lower
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    }
    assert with_history == {label for label, rules in registered().items() if rules.belongs_to is not None}
