"""The themes that `migrate` makes, by names for tests."""

from enum import StrEnum

from catalog.models import Theme


class Themes(StrEnum):
    """The addresses of the themes."""

    WORK = "arbeit"
    EDUCATION = "bildung"
    HOUSING = "wohnen"
    CARE = "pflege"
    CHILDREN = "kinder"
    OLDER_PEOPLE = "aeltere-menschen"
    DISABILITY = "behinderung"
    MIGRATION = "migration"
    NEIGHBOURHOOD = "nachbarschaft"
    DIGITAL_SERVICES = "digitale-dienste"

    @property
    def row(self) -> Theme:
        return Theme.objects.get(slug=self)

    @property
    def url(self) -> str:
        return f"/themen/{self}/"
