"""Which chapter of the handbook explains which page of the software, by the name of its URL."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

from measures_tracker.handbook.contents import chapters

PAGES_OF_A_LIST = ("changelist", "add", "change", "delete", "history", "restore")

# `admin:catalog_office_*` stands for all pages of a list in the administration. The first chapter that names a page
# explains it.
EXPLAINED: dict[str, tuple[str, ...]] = {
    "planung/was-zu-tun-ist": ("admin:index", "admin:app_list", "workbench-search"),
    "planung/bericht-anlegen": (
        *("admin:catalog_report_changelist", "admin:catalog_report_add", "workplace-imports"),
        *("admin:monitoring_spreadsheetimport_*", "admin:import_columns", "admin:import_decisions"),
        *("admin:import_preview", "admin:import_result", "admin:import_undo"),
    ),
    "planung/massnahmen-pflegen": (
        *("workplace-measures", "workplace-sections", "workplace-indicators", "admin:catalog_measure_*"),
        *("admin:catalog_section_*", "admin:monitoring_indicator_*", "admin:monitoring_discussion_*"),
    ),
    "planung/gemeinsam-aendern": ("bulk-change", "measure-merge", "measure-split"),
    "planung/sachstand-erfassen": ("report-grid",),
    "planung/dateien-anhaengen": ("admin:monitoring_attachment_*",),
    "planung/kommentare": ("measure-comments", "open-comments"),
    "planung/veroeffentlichen": ("workplace-publication", "admin:catalog_report_*"),
    "planung/runde-eroeffnen": (
        *("workplace-rounds", "admin:monitoring_reportinground_*", "admin:monitoring_lettertemplate_*"),
        *("admin:round_measures", "admin:round_offices", "admin:round_open"),
    ),
    "planung/runde-abschliessen": (
        *("admin:round_calendar", "admin:round_settings", "admin:round_missing", "admin:round_request"),
        *("admin:round_extend", "admin:round_hand_over", "admin:round_note", "admin:round_review"),
        *("admin:round_answer", "admin:round_close"),
    ),
    "planung/vorlage-erstellen": (
        *("workplace-papers", "admin:reports_councilpaper_*", "admin:reports_papertemplate_*"),
        *("admin:paper_check", "admin:paper_links", "admin:paper_template_preview"),
    ),
    "planung/beschluss-eintragen": (
        *("admin:reports_consultation_*", "admin:reports_committee_*", "admin:council_agenda"),
    ),
    "planung/naechster-bericht": ("next-report",),
    "planung/aemter": ("admin:catalog_office_*", "office-handover"),
    "planung/personen": ("admin:catalog_invitation_*", "admin:catalog_membership_*"),
    "planung/verlauf-und-papierkorb": ("admin:catalog_deletedthing_*", "admin:happenings"),
    "amt/abfrage-beantworten": ("office-page", "office-page-of-request"),
    "amt/mit-anmeldung-melden": (
        *("admin:monitoring_statusupdate_*", "admin:monitoring_milestone_*", "admin:monitoring_indicatorvalue_*"),
    ),
    "amt/anmelden": (*("notifications", "mfa_index", "admin:password_change", "admin:login", "invitation"),),
    "rat/stand-lesen": ("municipality", "report", "measure", "office", "status-definitions", "history", "indicators"),
    "rat/frueherer-stand": ("changes",),
    "rat/vergleichen": ("comparison", "themes", "theme"),
    "rat/herunterladen": ("prepared", "embedding"),
    "rat/abonnieren": ("subscribe", "asked"),
    "rat/beschluesse": ("resolutions",),
    "rat/vorlagen-und-sitzungen": ("papers", "paper", "committees", "committee"),
    "betrieb/kommunen-und-personen": (
        *("admin:catalog_municipality_*", "admin:catalog_theme_*", "admin:catalog_user_*"),
    ),
    "betrieb/taeglich": ("admin:catalog_sentmail_*",),
    "betrieb/protokoll-und-namen": ("admin:catalog_auditentry_*", "admin:traces", "admin:traces_of_person"),
}


@cache
def _explained_by() -> dict[str, str]:
    """Returns the key of the chapter for each name of a URL."""
    found: dict[str, str] = {}
    for key, names in EXPLAINED.items():
        for name in names:
            for page in every_page(name):
                found.setdefault(page, key)
    return found


def every_page(name: str) -> list[str]:
    start, is_list, _rest = name.partition("*")
    return [f"{start}{page}" for page in PAGES_OF_A_LIST] if is_list else [name]


def help_url_for(name: str) -> str:
    """Returns the address of the chapter about a page, or that of the contents where no chapter is about it."""
    key = _explained_by().get(name)
    return chapters()[key].get_absolute_url() if key else reverse("handbook")
