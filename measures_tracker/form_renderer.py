"""Writes the plainest parts of forms without a template: inputs, texts, choices, labels.

The form of a measure has two hundred of them. With a template for each, for its attributes and for each of its choices,
they take half the time of the page. What is written here is what Django's templates say, letter for letter; whatever
else a form has goes through its template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.renderers import DjangoTemplates
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.safestring import SafeData, mark_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

IN_TEMPLATE = Context()
INPUTS = (
    "checkbox",
    "color",
    "date",
    "datetime",
    "email",
    "file",
    "hidden",
    "input",
    "number",
    "password",
    "search",
    "tel",
    "text",
    "time",
    "url",
)
ERRORS = {"django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"}


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in ERRORS and not context["errors"]:
            return ""
        if write := WIDGETS.get(template_name):
            return write(context["widget"])
        if template_name == "django/forms/label.html":
            return written_label(context)
        return super().render(template_name, context, request)


def written_input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{as_text(widget["value"])}"'
    return f'<input type="{shown(widget["type"])}" name="{shown(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def written_text(widget: Mapping[str, Any]) -> str:
    """Returns a field of several lines; browsers leave out the first line break."""
    value = shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{shown(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def written_choices(widget: Mapping[str, Any]) -> str:
    lines = [f'<select name="{shown(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            lines.append(f'\n  <optgroup label="{shown(group)}">')
        lines += [f"\n  {written_option(option)}\n" for option in options]
        if group:
            lines.append("\n  </optgroup>")
    return "".join([*lines, "\n</select>"])


def written_option(option: Mapping[str, Any]) -> str:
    value, label = as_text(option["value"]), shown(option["label"])
    return f'<option value="{value}"{attributes(option["attrs"])}>{label}</option>'


def written_label(context: Mapping[str, Any]) -> str:
    label = shown(context["label"])
    if not context["use_tag"]:
        return label.strip()
    tag = shown(context["tag"])
    return f"<{tag}{attributes(context['attrs'] or {})}>{label}</{tag}>"


def attributes(found: Mapping[str, Any]) -> str:
    """Returns them with a blank before each; those that are False are left out, those that are True have no value."""
    return "".join(
        f" {shown(name)}" if value is True else f' {shown(name)}="{as_text(value)}"'
        for name, value in found.items()
        if value is not False
    )


def shown(value: Any) -> str:
    """Returns a value as `{{ value }}` writes it: in the language of the page, escaped unless it is safe."""
    return render_value_in_context(value, IN_TEMPLATE)


def as_text(value: Any) -> str:
    """Returns a value as `{{ value|stringformat:"s" }}` writes it: figures as Python does."""
    text = str(value)
    return shown(mark_safe(text) if isinstance(value, SafeData) else text)  # noqa: S308 - it was safe before


WIDGETS = {
    **{f"django/forms/widgets/{kind}.html": written_input for kind in INPUTS},
    "django/forms/widgets/textarea.html": written_text,
    "django/forms/widgets/select.html": written_choices,
}
