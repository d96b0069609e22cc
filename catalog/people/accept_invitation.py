"""The page behind the link of an invitation. A GET changes nothing, because mail servers open every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalog.models import Invitation, User
from catalog.people.forms import NewcomerForm
from catalog.people.invitations import SpentInvitationError, accept, accept_as_newcomer, known_person, stands
from catalog.people.second_factor import log_in
from catalog.permissions.policy import has_administration

GONE = 410


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts by a click for whoever has logged in; asks known people to log in, all others to set a password."""
    invitations = Invitation.objects.with_token(token).open().select_related("municipality", "office", "invited_by")
    invitation = invitations.first()
    if invitation is None or not stands(invitation):
        return render(request, "people/invitations/gone.html", status=GONE)
    person = request.user if request.user.is_authenticated else None
    has_login = person is None and known_person(invitation) is not None
    form = None
    if person is None and not has_login:
        form = NewcomerForm(invitation, request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and person is not None:
            accept(invitation, person)
            return redirect(start_of(User.objects.get(pk=person.pk), invitation))
        if form is not None and form.is_valid():
            newcomer = accept_as_newcomer(
                invitation,
                form.cleaned_data["first_name"],
                form.cleaned_data["last_name"],
                form.cleaned_data["password1"],
            )
            return log_in(request, newcomer, resolve_url(start_of(newcomer, invitation)))
    except SpentInvitationError:
        return render(request, "people/invitations/gone.html", status=GONE)
    context = {"invitation": invitation, "person": person, "has_login": has_login, "form": form}
    return render(request, "people/invitations/join.html", context)


def start_of(user: User, invitation: Invitation) -> str:
    """Returns the start page of a person: the administration or, for readers, the pages of the municipality."""
    return "admin:index" if has_administration(user) else invitation.municipality.get_absolute_url()
