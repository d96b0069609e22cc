"""Columns of the administration that show what an attached file is."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from monitoring.badges import publication_badge
from monitoring.models import Attachment
from monitoring.models.attachments import PREVIEW_SIDE

SHOWN_SIDE = 120  # pixels of the longer side of a picture


class FileColumns:
    """A mixin for pages and inlines of attachments; load the municipality of their measures."""

    @admin.display(description=_("file"))
    def look(self, attachment: Attachment) -> str:
        """Returns a link to the file: as a small picture, or by its name."""
        if not attachment.digest:
            return "–"
        address = attachment.get_absolute_url()
        if not attachment.is_picture:
            return format_html('<a href="{}">{}</a>', address, attachment.file_name)
        width, height = (
            side * SHOWN_SIDE // PREVIEW_SIDE for side in (attachment.preview_width, attachment.preview_height)
        )
        picture = '<a href="{}"><img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></a>'
        preview, words = attachment.preview_address, attachment.alternative
        return format_html(picture, address, preview, max(width, 1), max(height, 1), words)

    @admin.display(description=_("kind and size"))
    def what(self, attachment: Attachment) -> str:
        return f"{attachment.get_kind_display()}, {filesizeformat(attachment.size)}" if attachment.digest else "–"

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, attachment: Attachment) -> str:
        return publication_badge(attachment.publication)
