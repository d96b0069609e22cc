from django.urls import path

from reports.addresses.views import short

urlpatterns = [
    path("k/<str:token>/", short, name="short"),
    path("k/<str:token>/<path:rest>", short, name="short"),
]
