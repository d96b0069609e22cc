"""The words of an enumeration, as a cell may write them."""

from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation


@cache
def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """Returns the values of an enumeration by every word for them: the stable one, and the labels in each language."""
    words = {value: value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {str(choice.label).casefold(): choice.value for choice in choices}
    return words
