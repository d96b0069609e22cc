"""The policy on one page: what the apps register, what the command prints, what the manual says."""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command

from catalog.permissions.registry import registered

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "security.md"


def test_the_manual_says_what_the_apps_register() -> None:
    printed = StringIO()
    call_command("show_policy", stdout=printed)
    assert printed.getvalue() in MANUAL.read_text()


def test_every_model_with_a_history_says_what_its_rows_belong_to() -> None:
    with_history = {
        model._meta.label_lower
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    }
    assert with_history == {label for label, rules in registered().items() if rules.belongs_to is not None}
