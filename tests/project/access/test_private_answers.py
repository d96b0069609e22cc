"""What people who are logged in get is theirs: no proxy between them and the site keeps it for the next one."""

import pytest
from django.test import Client

from tests.project.access.matrix import PUBLIC, World
from tests.project.access.test_any_parameters import address_of

SLOW = ("pdf", "docx")  # made by the same function as the other downloads


def directives(client: Client, url: str) -> set[str]:
    return set(client.get(url).get("Cache-Control", "").split(", ")) - {""}


@pytest.mark.django_db
def test_every_public_address_is_private_for_people_who_are_logged_in(world: World) -> None:
    """Pages, downloads, feeds, calendars and frames."""
    urls = {row.name: address_of(world, row) for row in PUBLIC if not row.name.endswith(SLOW)}.values()
    planner, stranger = world.client("planner"), world.client("stranger")
    for url in urls:
        assert "private" in directives(planner, url), url
        assert "public" not in directives(planner, url), url
        found = directives(stranger, url)
        assert "private" not in found or "no-store" in found, url


@pytest.mark.django_db
def test_pages_of_strangers_may_be_kept(world: World) -> None:
    for url in ("/", "/hier/", "/hier/bericht/", "/hier/bericht/measures.csv", "/hier/bericht/neues.atom"):
        assert directives(world.client("stranger"), url) == set(), url
