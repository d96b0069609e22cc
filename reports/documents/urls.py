from django.urls import path

from reports.documents.jobs.views import prepared, prepared_file
from reports.documents.views import booklet_docx, booklet_pdf, status_table_docx, status_table_pdf

urlpatterns = [
    path("<slug:city>/<slug:slug>/statustabelle.docx", status_table_docx, name="status-table-docx"),
    path("<slug:city>/<slug:slug>/statustabelle.pdf", status_table_pdf, name="status-table-pdf"),
    path("<slug:city>/<slug:slug>/massnahmenheft.docx", booklet_docx, name="booklet-docx"),
    path("<slug:city>/<slug:slug>/massnahmenheft.pdf", booklet_pdf, name="booklet-pdf"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/", prepared, name="prepared"),
    path("<slug:city>/<slug:slug>/dokumente/<str:token>/datei/", prepared_file, name="prepared-file"),
]
