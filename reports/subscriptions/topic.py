"""Topics to follow: a municipality, one of its reports or offices, or a measure.

Feeds, calendars and mails have no login: they show everybody what a stranger may see.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.models import Measure, Municipality, Office, Report
from catalog.permissions.scope import STRANGER
from monitoring.models import MonitoredMeasure
from monitoring.models.measure import MonitoredMeasureQuerySet
from reports.addresses.query_string import word

FEED, CALENDAR = "neues.atom", "termine.ics"

Followed = Municipality | Report | Office | Measure


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to follow, with its public measures and its addresses."""

    followed: Followed

    @property
    def municipality(self) -> Municipality:
        match self.followed:
            case Municipality():
                return self.followed
            case Measure():
                return self.followed.report.municipality
            case _:
                return self.followed.municipality

    @property
    def title(self) -> str:
        """Returns the title with the name of the municipality: "Heidelberg: A3 Elterneinbindung stärken"."""
        return str(self.followed) if self.is_whole_municipality else f"{self.municipality}: {self.followed}"

    @property
    def is_whole_municipality(self) -> bool:
        return isinstance(self.followed, Municipality)

    @property
    def is_public(self) -> bool:
        """Tells whether a stranger may see it; needs one query."""
        return type(self.followed)._default_manager.visible_to(STRANGER).filter(pk=self.followed.pk).exists()

    @property
    def page(self) -> str:
        return self.followed.get_absolute_url()

    @property
    def feed(self) -> str:
        return f"{self.page}{FEED}"

    @property
    def calendar(self) -> str:
        return f"{self.page}{CALENDAR}"

    @property
    def subscribing(self) -> str:
        """Returns the address of the form to subscribe by e-mail."""
        return self.named_below("subscribe")

    @property
    def asked(self) -> str:
        """Returns the address of the page that says to look for the mail."""
        return self.named_below("asked")

    def named_below(self, page: str) -> str:
        """Returns a page of the municipality with a query string that names the topic; see `topic_named`."""
        match self.followed:
            case Municipality():
                query = {}
            case Report():
                query = {"bericht": self.followed.slug}
            case Office():
                query = {"amt": self.followed.slug}
            case Measure():
                query = {"bericht": self.followed.report.slug, "massnahme": self.followed.path}
        text = urlencode(query, safe="/")
        return reverse(page, args=[self.municipality.slug]) + (f"?{text}" if text else "")

    def measures(self) -> MonitoredMeasureQuerySet:
        """Returns its public measures; a measure includes its parts."""
        return MonitoredMeasure.objects.visible_to(STRANGER).filter(self.within())

    def within(self, measure: str = "") -> Q:
        """Returns a condition: measures that belong to it, or rows with a path to them; public or not."""
        match self.followed:
            case Municipality():
                return Q(**{f"{measure}report__municipality": self.followed})
            case Report():
                return Q(**{f"{measure}report": self.followed})
            case Office():
                return Q(**{f"{measure}responsibilities__office": self.followed})
            case Measure():
                # Apart, because a condition on one or the other table could use no index.
                own = Measure.objects.filter(Q(pk=self.followed.pk) | Q(parent=self.followed.pk))
                return Q(**{f"{measure}pk__in": own.values("pk")})


def find_topic(
    city: str, report: str | None = None, code: str | None = None, part: str | None = None, *, office: str | None = None
) -> Topic:
    """Returns the topic that the segments of an address name. Needs one query.

    404 where a stranger may not see it.
    """
    if code and report:
        measures = MonitoredMeasure.objects.visible_to(STRANGER).with_crest().select_related("parent")
        here = measures.filter(report__municipality__slug=city, report__slug=report).addressed(code, part)
        if found := here.first():
            return Topic(found)
        raise Http404
    if report:
        reports = Report.objects.visible_to(STRANGER).with_crest()
        return Topic(get_object_or_404(reports, municipality__slug=city, slug=report))
    if office:
        offices = Office.objects.visible_to(STRANGER).with_crest()
        return Topic(get_object_or_404(offices, municipality__slug=city, slug=office))
    return Topic(get_object_or_404(Municipality.objects.visible_to(STRANGER).with_crest(), slug=city))


def topic_named(city: str, query: QueryDict) -> Topic:
    """Returns the topic of a query string below a municipality: bericht, amt, or bericht and massnahme."""
    report, office, measure = (word(query.getlist(name)) for name in ("bericht", "amt", "massnahme"))
    code, _slash, part = measure.partition("/")
    if code and not report:
        raise Http404
    return find_topic(city, report, code, part or None, office=office)
