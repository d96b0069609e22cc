"""Addresses for logging in, accepting invitations and logging out.

django-allauth looks up the names around the login.
"""

from django.contrib import admin
from django.urls import path

from catalog.on_demand import on_demand
from catalog.people import notifications, password_reset
from catalog.people.accept_invitation import accept_invitation

people = [
    path("abmelden/", on_demand("catalog.people.views.log_out"), name="log-out"),
    path("einladung/<str:token>/", accept_invitation, name="invitation"),
    path("benachrichtigungen/<str:token>/", notifications.switch_off, name="switch-off-mails"),
]

choice_of_mails = [path("", admin.site.admin_view(notifications.notifications), name="notifications")]

# The key is longer than what logs show of an address, and so are both parts of it together (measures_tracker/logs.py).
forgotten_password = [
    path("", password_reset.ask_for_link, name="admin_password_reset"),
    path("gesendet/", password_reset.link_sent, name="password_reset_done"),
    path("neu/<str:uidb64>.<str:token>/", password_reset.set_password, name="password_reset_confirm"),
]

second_factor = [
    path("", on_demand("catalog.people.views.overview"), name="mfa_index"),
    path("code/", on_demand("catalog.people.views.ask_for_code"), name="mfa_authenticate"),
    path("einrichten/", on_demand("catalog.people.views.set_up"), name="mfa_activate_totp"),
    path("entfernen/", on_demand("catalog.people.views.take_away"), name="mfa_deactivate_totp"),
    path("ersatzcodes/", on_demand("catalog.people.views.spare_codes"), name="mfa_view_recovery_codes"),
    path("ersatzcodes/neu/", on_demand("catalog.people.views.new_spare_codes"), name="mfa_generate_recovery_codes"),
    path("bestaetigen/", on_demand("catalog.people.views.password_again"), name="account_reauthenticate"),
    path("bestaetigen/code/", on_demand("catalog.people.views.code_again"), name="mfa_reauthenticate"),
    path(
        "bestaetigen/passkey/", on_demand("catalog.people.passkeys.passkey_again"), name="mfa_reauthenticate_webauthn"
    ),
    path("passkey/einrichten/", on_demand("catalog.people.passkeys.add_passkey"), name="mfa_add_webauthn"),
    path(
        "passkey/<int:pk>/entfernen/", on_demand("catalog.people.passkeys.remove_passkey"), name="mfa_remove_webauthn"
    ),
    path("passkey/anmelden/", on_demand("catalog.people.passkeys.log_in_with_passkey"), name="mfa_login_webauthn"),
    path("anmelden/", on_demand("catalog.people.views.begin_again"), name="account_login"),
]

# Without a language prefix: the second address is registered with the provider, whose name is set in the settings.
PROVIDER = {"provider_id": "sso"}
single_sign_on = [
    path("", on_demand("catalog.people.views.single_sign_on"), PROVIDER, name="openid_connect_login"),
    path("zurueck/", on_demand("catalog.people.views.single_sign_on_back"), PROVIDER, name="openid_connect_callback"),
]
