"""A person who is forgotten goes out of the words about a file; the file itself stays what it was."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import DeletedThing
from catalog.recycle_bin.cascade import remove
from catalog.recycle_bin.restore import restore
from catalog.traces.places import find
from catalog.traces.removing import remove_from
from catalog.traces.rules import Where
from catalog.traces.words import Sought
from monitoring.attachments.contents import find as find_content
from monitoring.models import Attachment
from tests import factories
from tests.uploads import PDF

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

NAME = "Käthe Wunderlich"
SOUGHT = Sought("Käthe", "Wunderlich", "kwunder", "kaethe@stadt.example")
WORDS: dict[str, Any] = {
    "title": f"Foto von {NAME}",
    "alternative": f"{NAME} pflanzt eine Linde",
    "name": "Käthe Wunderlich.jpg",
}


def said(attachment: Attachment) -> str:
    return f"{attachment.title} {attachment.alternative} {attachment.file_name}"


def test_it_is_found_in_every_word_about_a_file() -> None:
    factories.make_attachment(**WORDS)
    found = {(place.field, place.where) for place in find(SOUGHT).places}
    assert {("title", Where.TEXTS), ("alternative", Where.TEXTS), ("file_name", Where.FILES)} <= found


def test_it_goes_and_the_file_stays(client: Client) -> None:
    row = factories.make_attachment(**WORDS)
    content = find_content(row.digest).content
    remove_from(None, SOUGHT)
    row.refresh_from_db()
    assert "Wunderlich" not in said(row)
    assert row.alternative
    response = client.get(row.get_absolute_url())
    assert response.content == content
    assert "Wunderlich" not in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(('.jpg"', ".jpg"))
    assert not [one for one in Attachment.history.all() if "Wunderlich" in said(one)]


def test_it_goes_out_of_the_recycle_bin_as_well() -> None:
    row = factories.make_attachment(content=PDF, **WORDS)
    remove([row], None)
    remove_from(None, SOUGHT)
    restore(DeletedThing.objects.get(), factories.make_planner(row.measure.report.municipality))
    back = Attachment.objects.get()
    assert "Wunderlich" not in said(back)
    assert find_content(back.digest).content == PDF
