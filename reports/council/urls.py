from django.urls import path

from reports.council.resolutions_views import resolutions
from reports.council.views import committee, committees, meetings, paper, paper_docx, paper_pdf, papers

urlpatterns = [
    path("<slug:city>/vorlagen/", papers, name="papers"),
    path("<slug:city>/vorlagen/<slug:slug>/", paper, name="paper"),
    path("<slug:city>/vorlagen/<slug:slug>/vorlage.docx", paper_docx, name="paper-docx"),
    path("<slug:city>/vorlagen/<slug:slug>/vorlage.pdf", paper_pdf, name="paper-pdf"),
    path("<slug:city>/gremien/", committees, name="committees"),
    path("<slug:city>/gremien/<slug:slug>/", committee, name="committee"),
    path("<slug:city>/gremien/<slug:slug>/beschluesse/", resolutions, name="resolutions"),
    path("<slug:city>/gremien/<slug:slug>/termine.ics", meetings, name="meetings"),
]
