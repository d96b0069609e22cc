"""A form that takes a file for its row."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from monitoring.attachments.uploads import CheckedFile, checked, too_large
from monitoring.choices import FileKind
from monitoring.models.attachments import DIGITS

ENDINGS = ",".join([*(f".{kind.value}" for kind in FileKind), ".jpeg"])
REQUIRED = _("Choose a file from your drive.")


class UploadField(forms.FileField):
    """An upload that is judged by its content and becomes a file to keep."""

    widget = forms.FileInput(attrs={"accept": ENDINGS})

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedFile | None:
        """Returns None where no file was sent."""
        file = super().clean(data, initial)
        return checked(file) if file else None


class AttachedFileForm(forms.ModelForm):
    """Takes a file; `seen_digest` tells two people who replace it at once apart, as no form holds a file."""

    was_cut_off = False  # set by the page that takes what was sent
    needs_file = True

    upload = UploadField(label=_("file"), required=False)
    seen_digest = forms.CharField(
        label=_("version of the file"), required=False, max_length=DIGITS, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_digest"] = self.instance.digest
        if upload := self.fields.get("upload"):
            upload.label = _("new file") if self.instance.digest else upload.label
            upload.help_text = _(
                "PDF, Word, Excel, OpenDocument or a photo (JPEG, PNG, WebP), at most %(most)s. Photos are made "
                "smaller, and where and when they were taken is removed from them. A new file replaces the present one."
            ) % {"most": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("upload")
        if file:
            file.describe(self.instance)
            with translation.override(settings.LANGUAGE_CODE):
                self.instance._change_reason = gettext("new file")
        elif "upload" in self.fields and "upload" not in self.errors:
            if self.was_cut_off:
                self.add_error("upload", too_large())
            elif self.needs_file and not self.instance.digest:
                self.add_error("upload", REQUIRED)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Keeps the file and saves the row, which names it."""
        if file := self.cleaned_data.get("upload"):
            file.keep()
        return super().save(commit)
