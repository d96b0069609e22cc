"""Answers Django's questions about permissions from the policy."""

from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, Model

from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.prepared_queries import Bound, Prepared


class PolicyBackend(ModelBackend):
    """A backend that logs in by name and password like Django's, and derives permissions from roles.

    So `user.has_perm("catalog.change_measure", measure)` and `perms` in templates agree with the policy.
    """

    def get_user(self, user_id: Any) -> Any:
        """Returns the person of a session, whom every page asks for; None for who is gone or may not log in."""
        person = next(iter(_people().rows(person=user_id)), None)
        return person if person and self.user_can_authenticate(person) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        app, _, name = perm.partition(".")
        act, _, model = name.partition("_")
        try:
            asked = apps.get_model(app, model)
        except LookupError:
            return False
        return act in set(Action) and can(user_obj, Action(act), asked if obj is None else obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(can(user_obj, Action.VIEW, model) for model in apps.get_app_config(app_label).get_models())

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Returns an empty set: no permissions are stored, and single ones go through `has_perm`."""
        return set()


@cache
def _people() -> Prepared[Any]:
    return Prepared(get_user_model()._default_manager.filter(pk=Bound("person", BigIntegerField())))
