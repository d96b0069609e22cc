from django.urls import path
from django.views.generic import RedirectView

from reports.offices.views import office

urlpatterns = [
    path("<slug:city>/aemter/", RedirectView.as_view(pattern_name="municipality"), name="offices"),
    path("<slug:city>/aemter/<slug:slug>/", office, name="office"),
]
