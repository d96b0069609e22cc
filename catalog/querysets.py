"""Querysets that decide who may see what; pages, downloads and search ask them.

The rules are in `catalog.permissions.policy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from catalog.choices import AddressKind
from catalog.permissions.policy import (
    public_measure,
    public_municipality,
    public_report,
    released_measure,
    visible,
)
from catalog.permissions.registry import ALL_ROWS, rules_of
from catalog.texts import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.fields import DerivedColumns
    from catalog.permissions.policy import Sight
    from catalog.permissions.roles import Visitor

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


LONGEST_ID = 18  # digits; what is longer fits into no database


def row_id(text: str | None) -> int | None:
    """Returns the id in a form or a query string; None where it can be none."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_ID else None


def measure_at(ags: str, report: str, path: str, prefix: str = "") -> Q:
    """Returns a condition: the measure with this address below its report: "Z-6", or "S2/M1" for a part."""
    parent, _, address = path.rpartition("/")
    return Q(
        **{
            f"{prefix}report__municipality__ags": ags,
            f"{prefix}report__slug": report,
            f"{prefix}parent__address": parent or None,
            f"{prefix}address": address,
        }
    )


def spelled(segment: str, prefix: str = "") -> Q:
    """Returns a condition: measures whose code or address a segment of a URL means, whatever its case and blanks."""
    return Q(**{f"{prefix}address__iexact": segment}) | Q(**{f"{prefix}code_key": codes.normalise(segment)})


def inexact(segment: str, prefix: str = "") -> Case:
    """Returns an expression that sorts the exact address before addresses that only spell like it."""
    return Case(
        When(**{f"{prefix}address": segment}, then=Value(0)),
        When(**{f"{prefix}address__iexact": segment}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


class LocalQuerySet(models.QuerySet[M_co]):
    """A queryset of rows that lie in a municipality."""

    def with_crest(self) -> Self:
        """Loads what the top of a city's page shows, its municipality and crest, in the same query; not the picture."""
        way = "__".join(filter(None, (rules_of(self.model).to_municipality, "crest")))
        return self.select_related(way).defer(f"{way}__picture")


class VisibleQuerySet(LocalQuerySet[M_co]):
    """A queryset of rows that the site shows.

    `public` returns the condition for rows everybody may see; `released` that for rows the readers of their
    municipality see, by default all.
    """

    public: ClassVar[Q]
    released: ClassVar[Q] = ALL_ROWS

    def visible_to(self, user: Visitor | Sight) -> Self:
        return self.filter(visible(user, self.model, self.public, self.released))


class DerivedQuerySet(VisibleQuerySet[M_co]):
    """A queryset that writes derived columns together with what they are derived from."""

    def bulk_update(self, objs: Iterable[M_co], fields: Iterable[str], batch_size: int | None = None) -> int:
        return super().bulk_update(objs, sorted(self._with_derived(fields)), batch_size)

    def update(self, **values: Any) -> int:
        """Refuses to change columns without those derived from them, which only an instance can compute."""
        if forgotten := self._with_derived(values) - set(values):
            raise TypeError(f"Use save() or bulk_update(): this would leave {sorted(forgotten)} behind.")
        return super().update(**values)

    def _with_derived(self, names: Iterable[str]) -> set[str]:
        return cast("type[DerivedColumns]", self.model).with_derived(names)


class MunicipalityQuerySet(VisibleQuerySet[M_co]):
    public = public_municipality()

    def get_by_natural_key(self, ags: str) -> M_co:
        return self.get(ags=ags)


class CrestQuerySet(VisibleQuerySet[M_co]):
    public = public_municipality("municipality__")

    def without_picture(self) -> Self:
        return self.defer("picture")


class OfficeQuerySet(VisibleQuerySet[M_co]):
    public = public_municipality("municipality__")

    def get_by_natural_key(self, ags: str, slug: str) -> M_co:
        return self.get(municipality__ags=ags, slug=slug)


class ReportQuerySet(VisibleQuerySet[M_co]):
    public = public_report()

    def get_by_natural_key(self, ags: str, slug: str) -> M_co:
        return self.get(municipality__ags=ags, slug=slug)


class SectionQuerySet(VisibleQuerySet[M_co]):
    public = public_report("report__")

    def get_by_natural_key(self, ags: str, report: str, slug: str) -> M_co:
        return self.get(report__municipality__ags=ags, report__slug=report, slug=slug)

    def once_for_each_theme(self) -> Self:
        """Annotates `own_theme`: a section comes once for each theme of its own, or once with None."""
        return self.annotate(own_theme=F("themes__theme"))


class ThemeQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, slug: str) -> M_co:
        return self.get(slug=slug)


class MeasureThemeQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, path: str, theme: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), theme__slug=theme)


class SectionThemeQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, slug: str, theme: str) -> M_co:
        sections = {"section__report__municipality__ags": ags, "section__report__slug": report, "section__slug": slug}
        return self.get(**sections, theme__slug=theme)


class MeasureQuerySet(DerivedQuerySet[M_co]):
    public = public_measure()
    released = released_measure()

    def get_by_natural_key(self, ags: str, report: str, path: str) -> M_co:
        return self.get(measure_at(ags, report, path))

    def addressed(self, code: str, part: str | None = None) -> Self:
        """Returns measures that a URL may mean by these segments, in any spelling, the exact address first.

        "z6", "Z%206" and "z-6" all mean "Z 6", unless another measure has just that address.
        """
        if part is None:
            return self.filter(spelled(code), parent=None).order_by(inexact(code))
        found = self.filter(spelled(code, "parent__"), spelled(part))
        return found.order_by(inexact(code, "parent__"), inexact(part))


class PartOfMeasureQuerySet(VisibleQuerySet[M_co]):
    """Rows that are as public as their measure."""

    public = public_measure("measure__")
    released = released_measure("measure__")


class ResponsibilityQuerySet(PartOfMeasureQuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, path: str, office: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), office__slug=office)


class FormerAddressQuerySet(models.QuerySet[M_co]):
    def at(self, kind: str, place: int, segment: str) -> Self:
        """Returns the addresses a segment of a URL may mean, the exact one first; codes in any spelling."""
        here = self.filter(kind=kind, place=place)
        if kind not in {AddressKind.MEASURE, AddressKind.PART}:
            return here.filter(segment=segment)
        spelled = Q(segment__iexact=segment) | Q(code_key=codes.normalise(segment))
        exact = Case(When(segment=segment, then=Value(0)), default=Value(1), output_field=IntegerField())
        return here.filter(spelled).order_by(exact, "-pk")

    def lead_on(self, gone: Any, to: Any) -> None:
        """Has all addresses of a measure that is about to go lead to another one; those of its parts, too."""
        kind = AddressKind.PART if gone.parent_id else AddressKind.MEASURE
        self.filter(kind__in=[kind, AddressKind.MERGED], object_id=gone.pk).update(object_id=to.pk)
        place = gone.parent_id or gone.report_id
        self._note(kind, place, gone.address, code_key=gone.code_key, object_id=to.pk)
        self._note(AddressKind.MERGED, 0, str(gone.pk), object_id=to.pk)
        if kind == AddressKind.MEASURE:
            for part in self.filter(kind=AddressKind.PART, place=gone.pk).values():
                self._note(part["kind"], to.pk, part["segment"], code_key=part["code_key"], object_id=part["object_id"])

    def _note(self, kind: str, place: int, segment: str, **leads: Any) -> None:
        self.update_or_create(kind=kind, place=place, segment=segment, defaults=leads)
