"""The tag for the open tasks on the start page of the administration."""

from django import template

from catalog.models import User
from monitoring import agenda

register = template.Library()


@register.simple_tag
def agenda_of(user: User) -> list[agenda.Task]:
    return agenda.agenda(user)
