"""The rules on names of people in papers, subscriptions and prepared documents."""

from django.utils.translation import gettext as _

from catalog.traces.rules import Rule, Where, add
from reports.models import FrozenPaper, PreparedFile, Subscriber

add(
    FrozenPaper,
    Rule(
        Where.PAPERS,
        fields=("text",),
        stays=lambda _row: _("What was issued to the council is never changed."),
    ),
)
add(Subscriber, Rule(Where.FOLLOWING, fields=("email",), is_address=True))
add(
    PreparedFile,
    Rule(
        Where.FILES,
        fields=("title", "name"),
        stays=lambda _row: _("It is forgotten an hour after somebody has asked for it."),
    ),
)
