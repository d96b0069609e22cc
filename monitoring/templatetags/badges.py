"""Tags for words with a class, in templates of the administration."""

from django import template

from monitoring.badges import open_badge, publication_badge, status_badge

register = template.Library()
register.simple_tag(status_badge, name="status_word")
register.simple_tag(publication_badge, name="publication_word")
register.simple_tag(open_badge, name="open_word")
