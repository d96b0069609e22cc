"""Every address of the site that answers in public, by the name of its URL, with the five cities as examples."""

from django.urls import URLPattern, reverse

from catalog.models import Measure, Municipality, Office, Report
from catalog.permissions.scope import STRANGER
from measures_tracker.handbook.contents import chapters
from measures_tracker.handbook.urls import urlpatterns as handbook_urls
from measures_tracker.urls import urlpatterns as site_urls
from reports.models import Committee, CouncilPaper
from reports.urls import urlpatterns
from tests.effort import THOROUGH
from tests.themes import Themes

ANSWERS = {
    "offices",
    "short",
    "health",
    "security-txt",
    "robots-txt",
    "favicon",
    "confirm-subscription",
    "unsubscribe",
    "unsubscribe-from-all",
    "prepared",
    "prepared-file",
    "crest",
    "attachment",
    "attachment-preview",
    "paper-annex",
}
DOCUMENTS = {"status-table-docx", "status-table-pdf", "booklet-docx", "booklet-pdf"}
FILES = {"measures-csv", "measures-xlsx", "measures-json", "data-package"} | DOCUMENTS
PAPERS = {"paper-docx": "vorlage.docx", "paper-pdf": "vorlage.pdf"}
FOLLOWING = {"feed": "neues.atom", "calendar": "termine.ics"}
CALENDARS = {"meetings"}
DAYS = ["", "?von=2018-01-01", "?bis=gestern"]
COMPARED = "/vergleich/?berichte=heidelberg/soziale-lage-2018&berichte=bielefeld/ziele-und-massnahmen-2022-2023"
OF_MUSTERSTADT = [
    "/",
    "/musterstadt/",
    "/musterstadt/fortschreibung/",
    "/musterstadt/fortschreibung/?ansicht=tabelle",
    "/musterstadt/fortschreibung/A3/",
    "/musterstadt/fortschreibung/aenderungen/",
    "/musterstadt/fortschreibung/verlauf/",
    "/musterstadt/fortschreibung/indikatoren/",
    "/musterstadt/gremien/soziales-und-gesundheit/",
    "/musterstadt/gremien/soziales-und-gesundheit/beschluesse/",
    "/musterstadt/vorlagen/umsetzung-zweiter-bericht/",
]
EMBEDDING = ["embedding", "embed-bar", "embed-table"]


def addresses() -> dict[str, list[str]]:
    """All of them; a name that is missing here fails `test_every_name_has_an_address`."""
    reports = [[report.municipality.slug, report.slug] for report in Report.objects.select_related("municipality")]
    return {
        "home": ["/", "/?q=heidel", "/?q=Xanten", "/en/"],
        "status-definitions": ["/status/", "/en/status/"],
        "accessibility": ["/barrierefreiheit/", "/en/barrierefreiheit/"],
        "imprint": ["/impressum/", "/en/impressum/"],
        "privacy": ["/datenschutz/", "/en/datenschutz/"],
        "handbook": ["/hilfe/", "/en/hilfe/"],
        "handbook-chapter": [
            *(chapter.get_absolute_url() for chapter in chapters().values()),
            "/en/hilfe/rat/vergleichen/",
        ],
        "municipality": [*pages_of(Municipality), "/en/heidelberg/"],
        "crest": ["/heidelberg/wappen.png"],
        "attachment": ["/heidelberg/anhaenge/1/"],
        "attachment-preview": ["/heidelberg/anhaenge/1/vorschau/"],
        "paper-annex": ["/heidelberg/vorlagen/sachstand/anlagen/1/"],
        "plain-language": ["/heidelberg/einfache-sprache/", "/en/heidelberg/einfache-sprache/"],
        "offices": [reverse("offices", args=[city.slug]) for city in Municipality.objects.all()],
        "office": [*pages_of(Office), "/en/heidelberg/aemter/kbb/"],
        "report": [
            *pages_of(Report),
            "/en/heidelberg/soziale-lage-2018/",
            "/heidelberg/soziale-lage-2018/?suche=schule&stand=2021-01-19&sortierung=-frist&jahr=x",
            "/heidelberg/soziale-lage-2018/?ansicht=uebersicht&details=alle",
            "/bielefeld/ziele-und-massnahmen-2022-2023/?ansicht=tabelle",
        ],
        "measure": [*pages_of(Measure), "/en/heidelberg/soziale-lage-2018/S3/", *in_plain_language()],
        **{name: [reverse(name, args=report) for report in reports] for name in [*EMBEDDING, *sorted(FILES)]},
        **{name: followed(file) for name, file in FOLLOWING.items()},
        "themes": ["/themen/", "/en/themen/"],
        "theme": [*(theme.url for theme in Themes), "/en/themen/arbeit/", "/themen/arbeit/?jahr=x"],
        "comparison": ["/vergleich/", COMPARED, f"{COMPARED}&thema=arbeit", f"/en{COMPARED}", "/vergleich/?berichte=x"],
        "measures": ["/massnahmen/", "/massnahmen/?suche=wohnen&status=umgesetzt", "/massnahmen/?jahr=x"],
        "city-measures": [reverse("city-measures", args=[city.slug]) for city in Municipality.objects.all()],
        "changes": [
            f"{reverse('changes', args=report)}{query}"
            for report in reports
            for query in ("", "?von=2018-01-01", "?bis=x")
        ],
        "history": [reverse("history", args=report) for report in reports],
        "indicators": [reverse("indicators", args=report) for report in reports],
        "subscribe": ["/heidelberg/abonnieren/", "/heidelberg/abonnieren/?bericht=soziale-lage-2018"],
        "asked": ["/heidelberg/abonnieren/gesendet/"],
        "confirm-subscription": ["/abonnement/bestaetigen/x/"],
        "unsubscribe": ["/abonnement/abbestellen/x/"],
        "unsubscribe-from-all": ["/abonnement/alles-abbestellen/x/"],
        "prepared": ["/heidelberg/soziale-lage-2018/dokumente/x/"],
        "prepared-file": ["/heidelberg/soziale-lage-2018/dokumente/x/datei/"],
        "short": [f"/k/b{report.pk}/" for report in Report.objects.all()],
        "papers": [reverse("papers", args=[city.slug]) for city in Municipality.objects.all()],
        "paper": in_both_languages(pages_of(CouncilPaper)),
        **{name: [f"{page}{file}" for page in pages_of(CouncilPaper)] for name, file in PAPERS.items()},
        "committees": in_both_languages(
            [reverse("committees", args=[city.slug]) for city in Municipality.objects.all()]
        ),
        "committee": in_both_languages(pages_of(Committee)),
        "resolutions": in_both_languages([f"{page}beschluesse/" for page in pages_of(Committee)]),
        "meetings": [f"{page}termine.ics" for page in pages_of(Committee)],
        "health": ["/healthz"],
        "security-txt": ["/.well-known/security.txt"],
        "robots-txt": ["/robots.txt"],
        "favicon": ["/favicon.ico"],
    }


def pages() -> list[str]:
    """The addresses that show a page rather than a file, a redirect or a word for machines."""
    names = addresses()
    return [
        url
        for name in names.keys() - FILES - PAPERS.keys() - FOLLOWING.keys() - CALENDARS - ANSWERS
        for url in few(names[name])
    ]


def few(urls: list[str]) -> list[str]:
    """Returns all of them or, in a sample, the first three and the last, which is the English one."""
    return urls if THOROUGH or len(urls) <= 4 else [*urls[:3], urls[-1]]


def pages_of(model: type[Municipality | Office | Report | Measure | CouncilPaper | Committee]) -> list[str]:
    """Those of rows that everybody may see."""
    rows = model._default_manager.all()
    seen = rows.visible_to(STRANGER) if hasattr(rows, "visible_to") else rows
    return [row.get_absolute_url() for row in seen]


def in_both_languages(pages: list[str]) -> list[str]:
    return [*pages, *(f"/en{page}" for page in pages[:1])]


def followed(file: str) -> list[str]:
    """The feed or the calendar of every kind of thing that has one."""
    return [
        f"{page}{file}"
        for page in ("/heidelberg/", *pages_of(Report), "/heidelberg/aemter/kbb/", *pages_of(Measure)[:5])
    ]


def in_plain_language() -> list[str]:
    measures = Measure.objects.exclude(plain_language="")
    return [f"{measure.get_absolute_url()}?sprache=einfach" for measure in measures]


def url_names() -> set[str]:
    """Those of the pages for everybody; logging in and the admin have tests of their own."""
    in_rooms = [pattern for room in urlpatterns for pattern in room.url_patterns]
    return {
        pattern.name
        for pattern in [*in_rooms, *handbook_urls, *site_urls]
        if isinstance(pattern, URLPattern) and pattern.name
    }
