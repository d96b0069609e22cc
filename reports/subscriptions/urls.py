from django.urls import path

from reports.subscriptions.feeds import news_feed
from reports.subscriptions.views import asked, calendar, confirm, subscribe, unsubscribe, unsubscribe_from_all

# The addresses of topics, with the names that `topic.find_topic` takes.
FOLLOWED = [
    "<slug:city>/",
    "<slug:city>/aemter/<slug:office>/",
    "<slug:city>/<slug:report>/",
    "<slug:city>/<slug:report>/<str:code>/",
    "<slug:city>/<slug:report>/<str:code>/<str:part>/",
]

urlpatterns = [
    path("abonnement/bestaetigen/<str:token>/", confirm, name="confirm-subscription"),
    path("abonnement/abbestellen/<str:token>/", unsubscribe, name="unsubscribe"),
    path("abonnement/alles-abbestellen/<str:token>/", unsubscribe_from_all, name="unsubscribe-from-all"),
    path("<slug:city>/abonnieren/", subscribe, name="subscribe"),
    path("<slug:city>/abonnieren/gesendet/", asked, name="asked"),
    *(path(f"{page}neues.atom", news_feed, name="feed") for page in FOLLOWED),
    *(path(f"{page}termine.ics", calendar, name="calendar") for page in FOLLOWED),
]
