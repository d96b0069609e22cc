from django.urls import path

from reports.texts.views import plain_language

urlpatterns = [path("<slug:city>/einfache-sprache/", plain_language, name="plain-language")]
