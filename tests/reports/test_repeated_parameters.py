"""A parameter that occurs several times means what its last value says, unless several may be chosen; empty ones say
nothing. The same on every page."""

import pytest
from django.test import Client

from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db

CITY = "/heidelberg/"
REPORT = f"{CITY}soziale-lage-2018/"
COMPARED = "berichte=heidelberg/soziale-lage-2018&berichte=bielefeld/ziele-und-massnahmen-2022-2023"


@pytest.mark.parametrize(
    ("url", "repeated", "single"),
    [
        ("/massnahmen/", "suche=schule&suche=", "suche=schule"),
        ("/massnahmen/", "suche=&suche=schule&suche=+", "suche=schule"),
        ("/massnahmen/", "suche=arbeit&suche=schule&suche=arbeit", "suche=arbeit"),
        ("/massnahmen/", "kommune=koblenz&kommune=heidelberg&kommune=", "kommune=heidelberg"),
        ("/massnahmen/", "status=umgesetzt&status=&status=daueraufgabe", "status=umgesetzt&status=daueraufgabe"),
        ("/massnahmen/", "seite=1&seite=2&seite=", "seite=2"),
        ("/themen/arbeit/", "verspaetet=ja&verspaetet=nein", "verspaetet=nein"),
        (REPORT, "stand=2018-09-21&stand=2021-01-19&stand=", "stand=2021-01-19"),
        (REPORT, "sortierung=titel&sortierung=-frist&sortierung=", "sortierung=-frist"),
        (REPORT, "amt=kbb&beteiligt=ja&beteiligt=", "amt=kbb&beteiligt=ja"),
        (f"{REPORT}A3/", "stand=gestern&stand=2021-01-19&stand=", "stand=2021-01-19"),
        (f"{REPORT}aenderungen/", "von=2018-01-01&von=2019-01-01&von=", "von=2019-01-01"),
        (f"{REPORT}aenderungen/", "abgeschlossene=x&abgeschlossene=aus&abgeschlossene=", "abgeschlossene=aus"),
        (f"{REPORT}indikatoren/", "ziel=x&ziel=met&ziel=", "ziel=met"),
        ("/", "q=koblenz&q=heidel&q=", "q=heidel"),
        ("/vergleich/", f"{COMPARED}&thema=x&thema=arbeit&thema=", f"{COMPARED}&thema=arbeit"),
        (f"{CITY}abonnieren/", "bericht=x&bericht=soziale-lage-2018&bericht=", "bericht=soziale-lage-2018"),
        (f"{CITY}abonnieren/", "amt=kbb&amt=", "amt=kbb"),
    ],
)
def test_the_last_value_that_says_something_counts(client: Client, url: str, repeated: str, single: str) -> None:
    assert text(get(client, f"{url}?{repeated}"), "main") == text(get(client, f"{url}?{single}"), "main")


def test_of_two_reports_each_is_compared_once(client: Client) -> None:
    twice = get(client, f"/vergleich/?{COMPARED}&{COMPARED}&berichte=")
    assert text(twice, "main") == text(get(client, f"/vergleich/?{COMPARED}"), "main")
