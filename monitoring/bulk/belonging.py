"""Acts about what measures belong to: an office in the lead, a section, themes; and about their deadline."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choices import Role
from catalog.models import Measure, MeasureTheme, Responsibility
from catalog.permissions.registry import Action
from monitoring.bulk.acts import Act, ActKind, Proposal
from monitoring.bulk.choices import FormerLeads, ThemeChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import Office, Theme
    from monitoring.models import MonitoredMeasure

NOTHING = "–"
OF_ITS_SECTION = gettext_lazy("those of its section")
OF_RELATED = ("report", "section", "parent", "predecessor")  # fields that a single column does not change


def save_checked(row: Measure) -> None:
    """Saves a measure as its form would; raises ValidationError."""
    row.full_clean(exclude=OF_RELATED)
    row.save()


class LeadAct(Act):
    """Gives measures an office in the lead; those that led so far go, take part from now on, or stay."""

    kind = ActKind.LEAD
    needs = ((Action.CHANGE, Responsibility), (Action.ADD, Responsibility), (Action.DELETE, Responsibility))

    def old(self, measure: MonitoredMeasure) -> str:
        return in_words({one.office: Role(one.role) for one in measure.responsible})

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        office = self.wish["office"]
        if office.municipality_id != measure.report.municipality_id:
            return Proposal(refusal=_("The office belongs to another municipality."))
        return Proposal(in_words(self._roles(measure)))

    def _roles(self, measure: MonitoredMeasure) -> dict[Office, Role]:
        """Returns who is to be named in which role."""
        wanted, others = self.wish["office"], self.wish["others"]
        roles = {one.office: Role(one.role) for one in measure.responsible}
        for office, role in list(roles.items()):
            if role == Role.LEAD and office != wanted:
                if others == FormerLeads.GO:
                    del roles[office]
                elif others == FormerLeads.TAKE_PART:
                    roles[office] = Role.PARTICIPATING
        return {**roles, wanted: Role.LEAD}

    def write(self, measure: MonitoredMeasure) -> None:
        roles = self._roles(measure)
        known = {one.office: one for one in measure.responsible}
        for office, one in known.items():
            self.sign(one)
            if office not in roles:
                one.delete()
            elif one.role != roles[office]:
                one.role = roles[office]
                one.save()
        for office in roles.keys() - known.keys():
            one = Responsibility(measure=measure, office=office, role=roles[office])
            self.sign(one)
            one.save()


def in_words(roles: Mapping[Office, Role]) -> str:
    """Returns "Jugendamt (lead); Schulamt (participating)", leads first."""
    named = sorted(roles.items(), key=lambda item: (item[1] != Role.LEAD, str(item[0])))
    return "; ".join(f"{office} ({role.label})" for office, role in named) or NOTHING


class SectionAct(Act):
    kind = ActKind.SECTION

    def old(self, measure: MonitoredMeasure) -> str:
        return str(measure.section) if measure.section else NOTHING

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        section = self.wish["section"]
        if measure.parent_id:
            return Proposal(refusal=_("A part stands in the section of its measure."))
        if section and section.report_id != measure.report_id:
            return Proposal(refusal=_("The section belongs to another report."))
        return Proposal(str(section) if section else NOTHING)

    def write(self, measure: MonitoredMeasure) -> None:
        row = Measure.objects.get(pk=measure.pk)
        row.section = self.wish["section"]
        self.sign(row)
        save_checked(row)


class ThemesAct(Act):
    """Gives measures themes of their own, adds some or takes some away."""

    kind = ActKind.THEMES
    needs = ((Action.ADD, MeasureTheme), (Action.DELETE, MeasureTheme))

    def load(self) -> None:
        self.own: dict[int, dict[int, MeasureTheme]] = {measure.pk: {} for measure in self.measures}
        for row in MeasureTheme.objects.filter(measure__in=self.measures).select_related("theme"):
            self.own[row.measure_id][row.theme_id] = row

    def old(self, measure: MonitoredMeasure) -> str:
        return self._words(row.theme for row in self.own[measure.pk].values())

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        if measure.parent_id:
            return Proposal(refusal=_("A sub-measure has the themes of its measure."))
        return Proposal(self._words(self._wanted(measure).values()))

    def _words(self, themes: Iterable[Theme]) -> str:
        return ", ".join(sorted(theme.name for theme in themes)) or str(OF_ITS_SECTION)

    def _wanted(self, measure: MonitoredMeasure) -> dict[int, Theme]:
        own = {key: row.theme for key, row in self.own[measure.pk].items()}
        chosen = {theme.pk: theme for theme in self.wish["themes"]}
        match self.wish["how"]:
            case ThemeChange.ADD:
                return own | chosen
            case ThemeChange.TAKE:
                return {key: theme for key, theme in own.items() if key not in chosen}
        return chosen

    def write(self, measure: MonitoredMeasure) -> None:
        wanted, own = self._wanted(measure), self.own[measure.pk]
        for key in own.keys() - wanted.keys():
            self.sign(own[key])
            own[key].delete()
        for key in wanted.keys() - own.keys():
            row = MeasureTheme(measure_id=measure.pk, theme_id=key)
            self.sign(row)
            row.save()


class DeadlineAct(Act):
    """Gives measures another deadline; where a day moves, a reason is needed."""

    kind = ActKind.DEADLINE

    def old(self, measure: MonitoredMeasure) -> str:
        return str(measure.due) or NOTHING

    def proposal(self, measure: MonitoredMeasure) -> Proposal:
        row = self._moved(measure)
        if row.due_on and row.starts_on and row.due_on < row.starts_on:
            return Proposal(refusal=_("The measure ends before it starts."))
        if self._moves(measure, row) and not self.wish["reason"]:
            return Proposal(refusal=_("Say why the deadline was moved."))
        return Proposal(str(row.due))

    def _moved(self, measure: Measure) -> Measure:
        row = copy(measure)
        row.due = self.wish["due"]
        row.sort_out_wordings()
        return row

    @staticmethod
    def _moves(measure: Measure, row: Measure) -> bool:
        return measure.due_on is not None and measure.due_on != row.due_on

    def write(self, measure: MonitoredMeasure) -> None:
        stored = Measure.objects.get(pk=measure.pk)
        row = self._moved(stored)
        if self._moves(stored, row):
            row.change_reason = self.wish["reason"]
        self.sign(row)
        save_checked(row)
