"""What is to be done for the council, on the start page of the administration."""

from django import template

from catalog.models import User
from reports.council import agenda

register = template.Library()


@register.simple_tag
def paper_tasks(user: User) -> list[agenda.Task]:
    return agenda.tasks(user)
