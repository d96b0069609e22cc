"""What the words in cells mean: sections, offices, statuses and days, understood as the import understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.choices import Publication, Role
from catalog.models import Office
from catalog.outline import outline
from catalog.texts import codes
from monitoring.exports.resources import PATH_SEPARATOR, section_paths
from monitoring.imports.planning.offices import OfficeBook
from monitoring.imports.reading.choice_labels import words_of
from monitoring.imports.words.status_words import Certainty, known, suggestion

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Measure, Report

LONGEST = 80  # characters of a word that a message repeats


class Words:
    """The sections of a report and the offices of its municipality, by all names that a cell may give them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._sections = list(report.sections.all())
        self.sections = section_paths(self._sections, name=lambda section: section.title)
        self.offices = list(Office.objects.filter(municipality=report.municipality_id))
        self._book = OfficeBook(self.offices)

    def section(self, text: str) -> int | None:
        """Returns the id of a section, by its path or by its title where only one has it."""
        if not text:
            return None
        wanted = text.casefold()
        paths = [key for key, path in self.sections.items() if path.casefold() == wanted]
        titles = [key for key, path in self.sections.items() if path.rpartition(PATH_SEPARATOR)[2].casefold() == wanted]
        found = paths or titles
        if len(found) != 1:
            words = _("“%(text)s” is no section of this report. Choose one of the list.")
            raise ValidationError(words % {"text": text[:LONGEST]})
        return found[0]

    def leads(self, text: str) -> list[Office]:
        """Returns the offices that a cell names."""
        found = []
        for named in self._book.read(text, Role.LEAD) if text else ():
            if named.role != Role.LEAD:
                raise ValidationError(_("Only offices in the lead stand here."))
            office = named.office or self._book.meant(named.name)
            if office is None:
                words = _("“%(text)s” is no office of this municipality. Choose one of the list or create it first.")
                raise ValidationError(words % {"text": named.name[:LONGEST]})
            found.append(office)
        return found

    @staticmethod
    def status(text: str) -> str:
        if not text:
            return ""
        if word := known(text):
            return word
        found = suggestion(text) if len(text) <= LONGEST else None
        if found is None or found.rest or found.certainty < Certainty.LIKELY:
            words = _("“%(text)s” is no status. Choose one of the list.")
            raise ValidationError(words % {"text": text[:LONGEST]})
        return found.status

    @staticmethod
    def day(text: str) -> date:
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            words = _("“%(text)s” is not a day. Write, for example, 19.01.2021.")
            raise ValidationError(words % {"text": text[:LONGEST]}) from None

    @staticmethod
    def publication(text: str) -> str:
        if value := words_of(Publication).get(text.casefold()):
            return value
        words = _("Write “draft”, “released for the committee” or “published”.")
        raise ValidationError(words)

    def whole(self, text: str) -> Measure | None:
        """Returns the measure with a number or, where none has it, a title, for a new row that becomes a part of it."""
        if not text:
            return None
        wholes = self.report.measures.filter(parent=None)
        found = wholes.filter(code_key=codes.normalise(text)).first()
        if found is None:
            titled = list(wholes.filter(title=text)[:2])
            found = titled[0] if len(titled) == 1 else None
        if found is None:
            words = _("No measure of this report has the number “%(text)s”.")
            raise ValidationError(words % {"text": text[:LONGEST]})
        return found

    def below(self, section: int) -> set[int]:
        """Returns the ids of a section and of all sections in it."""
        found = {section}
        for _depth, one in outline(self._sections):  # a section comes before those in it
            if one.parent_id in found:
                found.add(one.pk)
        return found
