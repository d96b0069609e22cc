"""Logins are managed by those who may; nobody gives himself more than he has."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import User
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = pytest.mark.usefixtures("without_cities")


def change_url(user: User) -> str:
    return admin_url("catalog_user_change", user.pk)


def test_a_person_is_added(admin_client: Client) -> None:
    password = "ein langes Passwort 2021"
    data: dict[str, Any] = {"username": "amt-510", "password1": password, "password2": password}
    admin_client.post(admin_url("catalog_user_add"), {**data, "usable_password": "true"})
    assert User.objects.get(username="amt-510").check_password(password)


def test_nobody_makes_himself_a_superuser(client: Client) -> None:
    me = factories.make_administrator()
    client.force_login(me)
    client.post(change_url(me), {**form_data(client, change_url(me)), "is_superuser": "on", "email": "a@b.de"})
    me.refresh_from_db()
    assert me.email == "a@b.de"
    assert not me.is_superuser


def test_superusers_are_out_of_reach(client: Client, admin_user: User) -> None:
    client.force_login(factories.make_administrator())
    assert client.post(change_url(admin_user), {"username": "weg"}).status_code == 403
    assert client.post(admin_url("catalog_user_delete", admin_user.pk), {"post": "yes"}).status_code == 403
    password = admin_url("auth_user_password_change", admin_user.pk)
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403
    assert User.objects.filter(username=admin_user.username).exists()
