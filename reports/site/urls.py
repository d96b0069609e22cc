from django.urls import path
from django.views.generic import TemplateView

from reports.site.views import accessibility, crest, home, municipality, status_definitions

urlpatterns = [
    path("", home, name="home"),
    path("status/", status_definitions, name="status-definitions"),
    path("barrierefreiheit/", accessibility, name="accessibility"),
    path("impressum/", TemplateView.as_view(template_name="site/imprint.html"), name="imprint"),
    path("datenschutz/", TemplateView.as_view(template_name="site/privacy.html"), name="privacy"),
    path("<slug:city>/", municipality, name="municipality"),
    path("<slug:city>/wappen.png", crest, name="crest"),
]
