from django.urls import path

from catalog.on_demand import on_demand
from monitoring.exports.office_formats import add_format
from reports.documents.jobs.views import prepared, prepared_file
from reports.documents.views import booklet_docx, booklet_pdf, status_table_docx, status_table_pdf
from reports.documents.writers.formats import DOCX

urlpatterns = [
    path("<slug:city>/<slug:slug>/statustabelle.docx", status_table_docx, name="status-table-docx"),
    path("<slug:city>/<slug:slug>/statustabelle.pdf", status_table_pdf, name="status-table-pdf"),
    path("<slug:city>/<slug:slug>/massnahmenheft.docx", booklet_docx, name="booklet-docx"),
    path("<slug:city>/<slug:slug>/massnahmenheft.pdf", booklet_pdf, name="booklet-pdf"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/", prepared, name="prepared"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/datei/", prepared_file, name="prepared-file"),
]

# Offices may take their measures along as a Word file, too: monitoring knows the round, and this app how to write one.
add_format("docx", DOCX, on_demand("reports.documents.office_form.write_form"))
