"""Model fields for codes, deadlines and searches, and columns that are computed from them.

A clerk writes "4. Quartal 2022"; the database has to find what was due before today. So a second column beside the
wording holds the day, and nobody types it. On an instance it is always computed from the wording: the two cannot
differ, whether the row comes from a form, the shell, a fixture or a bulk import.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from catalog.texts import codes, email_addresses, normalising
from catalog.texts.plain_text import clean
from catalog.texts.web_addresses import WebAddressField, validate_web_address

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
    TextColumn = models.CharField[Any, Any]
    LineColumn = models.CharField[str, str]
    LongTextColumn = models.TextField[Any, Any]
    LinkColumn = models.URLField[Any, Any]
    DateColumn = models.DateField[Any, Any]
else:  # Django's fields take type arguments in their stubs only
    AnyField, TextColumn, DateColumn = models.Field, models.CharField, models.DateField
    LineColumn = models.CharField
    LongTextColumn, LinkColumn = models.TextField, models.URLField

LONGEST_PROSE = 50_000  # characters; more than twenty printed pages or a cell of Excel hold
LONGEST_NOTE = 10_000


class DerivedAttribute(DeferredAttribute):
    """The attribute of a derived field: computes its value from the source at every access.

    An assigned value is kept only so that the field counts as loaded.
    """

    field: "DerivedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return self.field.derive(*(getattr(instance, name) for name in self.field.of))

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class DerivedField(AnyField):
    """A field whose column exists only so that the database can search, sort or constrain by it."""

    descriptor_class = DerivedAttribute
    of: tuple[str, ...]

    def __init__(self, *args: Any, of: Iterable[str], **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["blank"]
        return name, path, args, {**kwargs, "of": self.of}

    def derive(self, *sources: Any) -> Any:
        raise NotImplementedError


def derived_fields(model: type[models.Model] | models.Model) -> list[DerivedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, DerivedField)]


class UniqueWithin(models.Model):
    """A model that checks what is unique within the row above even if the form leaves that row out.

    A form leaves it out where it only displays the row above or knows it from another form.
    """

    within: ClassVar[str]

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        super().validate_constraints(exclude=set(exclude or ()) - {self.within})


class DerivedColumns(models.Model):
    """A model that saves and checks derived columns together with the fields they are derived from."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Checks constraints on derived columns, too, though forms leave these columns out."""
        super().validate_constraints(exclude=set(exclude or ()) - {field.name for field in derived_fields(self)})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is None and (deferred := self.get_deferred_fields()):
            update_fields = {field.attname for field in self._meta.concrete_fields if not field.primary_key} - deferred
        if update_fields is not None:
            update_fields = self.with_derived(update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def with_derived(cls, names: Iterable[str]) -> set[str]:
        """Returns these fields, the columns derived from them, and whatever else those are derived from."""
        named = set(names)
        families = [{field.name, *field.of} for field in derived_fields(cls)]
        more = named.union(*(family for family in families if named & family))
        return named if more == named else cls.with_derived(more)


class CodeKeyField(DerivedField, TextColumn):
    """A column with what two spellings of a code have in common."""

    def derive(self, code: str) -> str:
        return codes.normalise(code)


class CodeSortField(DerivedField, TextColumn):
    """A column that sorts A2 before A10 in every database."""

    def derive(self, code: str) -> str:
        return codes.sort_key(code)


class AddressField(DerivedField, TextColumn):
    """The last part of a measure's URL: its code or, without one, its order among its siblings."""

    def derive(self, code: str, order: int) -> str:
        return codes.address(code) or str(order)


class FirstDayField(DerivedField, DateColumn):
    """A column with the first day a wording names; None where it names none."""

    def derive(self, wording: str) -> date | None:
        found = understood(wording)
        return found.first_day if found else None


class LastDayField(DerivedField, DateColumn):
    """A column with the last day of a deadline; None for a beginning and for words without a day."""

    def derive(self, wording: str) -> date | None:
        found = understood(wording)
        return found.deadline if found else None


class SearchField(DerivedField, LongTextColumn):
    """A column with all that a search can find in some texts, folded so that every database finds the same."""

    def derive(self, *texts: str) -> str:
        return normalising.searchable(*texts)


class EmailKeyField(DerivedField, TextColumn):
    """An indexed column with what two spellings of an e-mail address have in common."""

    def derive(self, email: str) -> str:
        return email_addresses.comparable(email)


def understood(wording: str) -> deadlines.Wording | None:
    """Returns what a wording is; None for a date that no calendar has."""
    try:
        return deadlines.understand(wording)
    except deadlines.NoSuchDayError:
        return None


NO_SUCH_DAY = _("There is no such day as “%(wording)s”. Write, for example, 15.10.2023, 4. Quartal 2022 or Ende 2023.")


def validate_wording(wording: str) -> None:
    """Refuses a date that no calendar has. Words without a day stay as they are."""
    if understood(wording) is None:
        raise ValidationError(NO_SUCH_DAY, code="unreadable", params={"wording": wording})


def validate_day(wording: str) -> None:
    """Refuses a wording that names no day, and says which would do."""
    found = understood(wording)
    if found is None or not found.deadline:
        raise ValidationError(
            _(
                "“%(wording)s” cannot be read as a date. Write, for example, 15.10.2023, Mai 2023, "
                "4. Quartal 2022, 2. Halbjahr 2022, Frühjahr 2023, Kita-Jahr 2022/2023 or Ende 2023."
            ),
            code="unreadable",
            params={"wording": wording},
        )


class CleanedText:
    """A field of text that people write, kept clean whichever way it comes: by form, import, search or command."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]  # of the field that it is mixed into
        return clean(text) if isinstance(text, str) else text


class LineField(CleanedText, LineColumn):
    """A line that people write. Migrations see an ordinary field of characters."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class WordingField(CleanedText, TextColumn):
    """A date as the paper words it: a day, a quarter, "Ende 2023", or words without a day such as "laufend"."""

    default_validators = [validate_wording]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 100, "blank": True, **kwargs})


class DayWordingField(WordingField):
    """A column with the day something happened, as exactly as its source says: "17.12.2019", "Dezember 2019"."""

    default_validators = [validate_day]


class ProseField(CleanedText, LongTextColumn):
    """A text of several lines that people write, kept clean as a `LineField` is.

    One that is longer than anybody reads is refused, never cut. Migrations see an ordinary text field.
    """

    def __init__(self, *args: Any, longest: int = LONGEST_PROSE, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if len(value) > self.longest:
            raise ValidationError(too_long(value, self.longest), code="max_length")


class FormattedField(ProseField):
    """A text whose public pages show paragraphs, lists, bold words and links; its form explains how to write them."""

    typing = _("Blank line: new paragraph; “- ”: list; **bold**; web addresses become links.")

    def formfield(self, **kwargs: Any) -> Any:
        help_text = format_lazy("{} {}", self.help_text, self.typing) if self.help_text else self.typing
        return super().formfield(**{"help_text": help_text, **kwargs})


def too_long(text: str, most: int) -> str:
    """Returns the message of a form or an import about a text that is longer than its field takes."""
    words = _("The text has %(length)s characters; at most %(most)s are possible. Shorten it.")
    return str(words % {"length": len(text), "most": most})


def longest(model: type[models.Model], name: str) -> int:
    """Returns how many characters a field takes."""
    field = model._meta.get_field(name)
    most: int = field.longest if isinstance(field, ProseField) else field.max_length  # type: ignore[union-attr,assignment]
    return most


class LinkField(LinkColumn):
    """The address of a web page, without a password and without invisible characters.

    Migrations see an ordinary field for addresses.
    """

    default_validators = [validate_web_address]

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WebAddressField, **kwargs})
