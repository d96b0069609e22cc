"""What is written without a template is what Django's templates would say, letter for letter."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from measures_tracker.form_renderer import INPUTS, FormRenderer

OURS, THEIRS = FormRenderer(), DjangoTemplates()
INPUT_TYPES: list[Any] = [
    forms.CheckboxInput,
    forms.ColorInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.EmailInput,
    forms.FileInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.SearchInput,
    forms.TelInput,
    forms.TextInput,
    forms.TimeInput,
    forms.URLInput,
]
WORDS: list[Any] = ["<b>\"Ämter\" & 'Träger'</b>", mark_safe("<i>&amp;</i>"), gettext_lazy("measure"), "", " a\n\n b "]
VALUES = [None, 0, 1234567, 1234.5, True, False, date(2026, 6, 30), *WORDS]
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"id": 'id_<&">', "required": True, "disabled": False, "maxlength": 12345, "title": WORDS[0]},
    {"class": WORDS[1], "aria-label": WORDS[2], "data-none": None, "data-zero": 0},
]
GROUPS = [
    ("", "---------"),
    (1234567, "Tausende"),
    ("<g>", [("a&b", WORDS[0]), (2, WORDS[1])]),
    (None, WORDS[2]),
    (3, 45678),
]


@pytest.fixture(params=["de", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Any:
    with override(request.param):
        yield


def assert_same(widget: forms.Widget) -> None:
    for value in VALUES:
        for attributes in ATTRIBUTES:
            ours, theirs = (widget.render('n"&', value, attributes, renderer=one) for one in (OURS, THEIRS))
            assert ours == theirs, (value, attributes)


@pytest.mark.parametrize("kind", INPUT_TYPES)
@pytest.mark.parametrize("is_localized", [False, True])
def test_inputs(kind: Any, is_localized: bool) -> None:
    widget = kind()
    widget.is_localized = is_localized
    assert_same(widget)


def test_every_kind_of_input_is_tried() -> None:
    assert {f"django/forms/widgets/{kind}.html" for kind in {*INPUTS} - {"input"}} == {
        kind.template_name for kind in INPUT_TYPES
    }


@pytest.mark.parametrize("kind", [forms.Textarea, forms.NullBooleanSelect])
def test_texts(kind: type[forms.Widget]) -> None:
    assert_same(kind())


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_choices(kind: type[forms.Select]) -> None:
    widget = kind(choices=GROUPS)
    for value in ("", None, 1234567, "a&b", ["2", "3"], "unbekannt"):
        for attributes in ATTRIBUTES:
            ours, theirs = (widget.render("n", value, attributes, renderer=one) for one in (OURS, THEIRS))
            assert ours == theirs, (value, attributes)


class Asked(forms.Form):
    name = forms.CharField(label=WORDS[0], help_text=WORDS[1])
    day = forms.SplitDateTimeField(label=WORDS[2], required=False)
    chosen = forms.MultipleChoiceField(choices=[("1", "Eins"), ("2", WORDS[0])], widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("sent", [None, {}, {"name": "x", "day_0": "gestern", "chosen": ["9"]}])
def test_labels_errors_and_whole_forms(sent: dict[str, Any] | None) -> None:
    ours, theirs = Asked(sent, renderer=OURS), Asked(sent, renderer=THEIRS)
    assert str(ours) == str(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        for attributes in ATTRIBUTES:
            assert mine.label_tag(attrs=attributes) == other.label_tag(attrs=attributes)
        assert mine.label_tag(WORDS[1], tag="legend") == other.label_tag(WORDS[1], tag="legend")
        assert str(mine.errors) == str(other.errors)
    for errors in ([], WORDS):
        assert str(ErrorList(errors, renderer=OURS)) == str(ErrorList(errors, renderer=THEIRS))


def test_plain_fields_need_no_template() -> None:
    form = Asked({"name": "x"}, renderer=OURS)
    with patch.object(BaseRenderer, "render", side_effect=AssertionError("a template was asked for")):
        assert 'value="x"' in str(form["name"]) + str(form["name"].label_tag()) + str(form["name"].errors)
