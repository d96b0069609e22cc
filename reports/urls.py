"""Where things are: names only, filters belong in the query string."""

from django.urls import path
from django.views.generic import RedirectView, TemplateView

from reports.addresses.views import short
from reports.changes.views import changes
from reports.charts.views import history, indicators
from reports.comparison.views import comparison
from reports.council.committee_views import committee, committees, meetings
from reports.council.views import paper, paper_docx, paper_pdf, papers
from reports.documents.jobs.views import prepared, prepared_file
from reports.embedding.views import embedded_bar, embedded_table, embedding
from reports.measures.list_view import measures
from reports.measures.office_view import office
from reports.measures.report_view import report
from reports.measures.theme_views import theme, themes
from reports.measures.views import measure
from reports.opendata.views import (
    booklet_docx,
    booklet_pdf,
    measures_csv,
    measures_json,
    measures_xlsx,
    package,
    status_table_docx,
    status_table_pdf,
)
from reports.site.municipality_view import municipality
from reports.site.pages import accessibility, status_definitions
from reports.site.views import home
from reports.subscriptions.calendar_view import calendar
from reports.subscriptions.feeds import news_feed
from reports.subscriptions.views import asked, confirm, subscribe, unsubscribe, unsubscribe_from_all
from reports.texts.views import plain_language

urlpatterns = [
    path("", home, name="home"),
    path("status/", status_definitions, name="status-definitions"),
    path("barrierefreiheit/", accessibility, name="accessibility"),
    path("impressum/", TemplateView.as_view(template_name="site/imprint.html"), name="imprint"),
    path("datenschutz/", TemplateView.as_view(template_name="site/privacy.html"), name="privacy"),
    path("massnahmen/", measures, name="measures"),
    path("themen/", themes, name="themes"),
    path("themen/<slug:slug>/", theme, name="theme"),
    path("vergleich/", comparison, name="comparison"),
    path("abonnement/bestaetigen/<str:token>/", confirm, name="confirm-subscription"),
    path("abonnement/abbestellen/<str:token>/", unsubscribe, name="unsubscribe"),
    path("abonnement/alles-abbestellen/<str:token>/", unsubscribe_from_all, name="unsubscribe-from-all"),
    path("k/<str:token>/", short, name="short"),
    path("k/<str:token>/<path:rest>", short, name="short"),
    path("<slug:city>/", municipality, name="municipality"),
    path("<slug:city>/abonnieren/", subscribe, name="subscribe"),
    path("<slug:city>/abonnieren/gesendet/", asked, name="asked"),
    path("<slug:city>/neues.atom", news_feed, name="feed"),
    path("<slug:city>/termine.ics", calendar, name="calendar"),
    path("<slug:city>/massnahmen/", measures, name="city-measures"),
    path("<slug:city>/aemter/", RedirectView.as_view(pattern_name="municipality"), name="offices"),
    path("<slug:city>/aemter/<slug:slug>/", office, name="office"),
    path("<slug:city>/aemter/<slug:office>/neues.atom", news_feed, name="feed"),
    path("<slug:city>/aemter/<slug:office>/termine.ics", calendar, name="calendar"),
    path("<slug:city>/vorlagen/", papers, name="papers"),
    path("<slug:city>/vorlagen/<slug:slug>/", paper, name="paper"),
    path("<slug:city>/vorlagen/<slug:slug>/vorlage.docx", paper_docx, name="paper-docx"),
    path("<slug:city>/vorlagen/<slug:slug>/vorlage.pdf", paper_pdf, name="paper-pdf"),
    path("<slug:city>/gremien/", committees, name="committees"),
    path("<slug:city>/gremien/<slug:slug>/", committee, name="committee"),
    path("<slug:city>/gremien/<slug:slug>/termine.ics", meetings, name="meetings"),
    path("<slug:city>/einfache-sprache/", plain_language, name="plain-language"),
    path("<slug:city>/<slug:slug>/", report, name="report"),
    path("<slug:city>/<slug:slug>/aenderungen/", changes, name="changes"),
    path("<slug:city>/<slug:report>/neues.atom", news_feed, name="feed"),
    path("<slug:city>/<slug:report>/termine.ics", calendar, name="calendar"),
    path("<slug:city>/<slug:slug>/measures.csv", measures_csv, name="measures-csv"),
    path("<slug:city>/<slug:slug>/measures.xlsx", measures_xlsx, name="measures-xlsx"),
    path("<slug:city>/<slug:slug>/measures.json", measures_json, name="measures-json"),
    path("<slug:city>/<slug:slug>/statustabelle.docx", status_table_docx, name="status-table-docx"),
    path("<slug:city>/<slug:slug>/statustabelle.pdf", status_table_pdf, name="status-table-pdf"),
    path("<slug:city>/<slug:slug>/massnahmenheft.docx", booklet_docx, name="booklet-docx"),
    path("<slug:city>/<slug:slug>/massnahmenheft.pdf", booklet_pdf, name="booklet-pdf"),
    path("<slug:city>/<slug:slug>/datapackage.json", package, name="data-package"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/", prepared, name="prepared"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/datei/", prepared_file, name="prepared-file"),
    path("<slug:city>/<slug:slug>/einbetten/", embedding, name="embedding"),
    path("<slug:city>/<slug:slug>/einbetten/balken/", embedded_bar, name="embed-bar"),
    path("<slug:city>/<slug:slug>/einbetten/tabelle/", embedded_table, name="embed-table"),
    path("<slug:city>/<slug:slug>/indikatoren/", indicators, name="indicators"),
    path("<slug:city>/<slug:slug>/verlauf/", history, name="history"),
    path("<slug:city>/<slug:report>/<str:code>/neues.atom", news_feed, name="feed"),
    path("<slug:city>/<slug:report>/<str:code>/termine.ics", calendar, name="calendar"),
    path("<slug:city>/<slug:report>/<str:code>/<str:part>/neues.atom", news_feed, name="feed"),
    path("<slug:city>/<slug:report>/<str:code>/<str:part>/termine.ics", calendar, name="calendar"),
    path("<slug:city>/<slug:slug>/<str:code>/", measure, name="measure"),
    path("<slug:city>/<slug:slug>/<str:code>/<str:part>/", measure, name="measure"),
]
