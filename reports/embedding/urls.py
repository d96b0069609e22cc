from django.urls import path

from reports.embedding.views import embedded_bar, embedded_table, embedding

urlpatterns = [
    path("<slug:city>/<slug:slug>/einbetten/", embedding, name="embedding"),
    path("<slug:city>/<slug:slug>/einbetten/balken/", embedded_bar, name="embed-bar"),
    path("<slug:city>/<slug:slug>/einbetten/tabelle/", embedded_table, name="embed-table"),
]
