from django.urls import path

from reports.files.views import annex, attachment

urlpatterns = [
    path("<slug:city>/anhaenge/<int:number>/", attachment, name="attachment"),
    path("<slug:city>/anhaenge/<int:number>/vorschau/", attachment, {"preview": True}, name="attachment-preview"),
    path("<slug:city>/vorlagen/<slug:slug>/anlagen/<int:number>/", annex, name="paper-annex"),
]
