from django.urls import path

from measures_tracker.handbook.views import chapter, contents

urlpatterns = [
    path("hilfe/", contents, name="handbook"),
    path("hilfe/<slug:reader>/<slug:slug>/", chapter, name="handbook-chapter"),
]
