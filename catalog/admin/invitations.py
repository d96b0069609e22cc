"""Invitations in the admin: adding one mails it; the list sends it again or revokes it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.admin.roles import OfMunicipality
from catalog.models import Invitation, Municipality
from catalog.people import invitations
from catalog.permissions.admin import GovernedAdmin, choosable, without_shortcuts
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action

NOT_SENT = gettext_lazy("The mail to %(email)s could not be sent. Send the invitation again from the list later.")


@admin.register(Invitation)
class InvitationAdmin(OfMunicipality, GovernedAdmin):
    list_display = ("email", "role", "office", "municipality", "state", "sent_at", "expires_at", "invited_by")
    list_select_related = ("municipality", "office", "invited_by")
    list_filter = ("municipality", "role", ("accepted_at", admin.EmptyFieldListFilter))
    search_fields = ("email",)
    fields = ("municipality", "email", "role", "office", "expires_at")
    actions = ("send_again", "revoke")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuses every change: an invitation stays as it was mailed and can only be revoked."""
        return False

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """Returns the municipality if only one can be chosen, and never an expiry date from the address."""
        cities = Municipality.objects.order_by().filter(choosable(request, Invitation, Municipality))[:2]
        only = {"municipality": cities[0].pk} if len(cities) == 1 else {}
        named = super().get_changeform_initial_data(request)
        named.pop("expires_at", None)
        return {**only, **named}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        for name in {"municipality", "office"} & form.base_fields.keys():
            without_shortcuts(form.base_fields[name].widget)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.invited_by = request.user
        self._send(request, obj)

    def _send(self, request: HttpRequest, invitation: Invitation) -> bool:
        try:
            invitations.send(invitation, request)
        except OSError:  # SMTPException is a kind of it
            self.message_user(request, NOT_SENT % {"email": invitation.email}, messages.ERROR)
            return False
        return True

    @admin.action(description=gettext_lazy("Send selected invitations again"), permissions=["invite"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Mails the invitations with new links that are valid for two weeks; skips accepted ones."""
        count = 0
        for invitation in self._permitted(request, queryset).filter(accepted_at=None):
            invitation.revoked_at, invitation.invited_by = None, request.user
            invitation.expires_at = timezone.now() + invitations.VALID_FOR
            count += self._send(request, invitation)
        words = ngettext("%(count)d invitation sent.", "%(count)d invitations sent.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Take selected invitations back"), permissions=["invite"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        chosen = self._permitted(request, queryset).open().select_related("municipality", "office")
        taken_back = invitations.revoke(chosen, by=request.user)  # type: ignore[arg-type]
        words = ngettext("%(count)d invitation taken back.", "%(count)d invitations taken back.", taken_back)
        self.message_user(request, words % {"count": taken_back}, messages.SUCCESS)

    def _permitted(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> Any:
        return queryset.filter(permitted(request.user, Action.ADD, Invitation))

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return _("accepted")
        if not invitation.revoked_at and not invitation.is_open:
            return _("expired")
        return _("open") if invitations.stands(invitation) else _("taken back")
