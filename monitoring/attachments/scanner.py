"""A virus scanner of the installation: a command that gets each file before it is kept, and may refuse it."""

import logging
import subprocess  # nosec B404 - the command is a setting of the installation, without a shell
import tempfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

FOUND = 1  # what clamscan and its like answer if there is something
PLACE = "{file}"  # in the command, where the path of a file stands

HARMFUL = _("The virus scanner refuses this file. It has not been kept; ask your IT before you open it again.")
UNAVAILABLE = _(
    "The virus scanner does not answer, so nothing was kept. Try again later, or tell those who run the site."
)


def scan(content: bytes) -> None:
    """Raises ValidationError unless the command of the installation, if it has one, lets the file pass."""
    command = settings.ATTACHMENT_SCANNER
    if not command:
        return
    try:
        code = answer_of(command, content)
    except (OSError, subprocess.SubprocessError) as error:
        logger.error("The virus scanner could not be asked: %s", type(error).__name__)
        raise ValidationError(UNAVAILABLE) from error
    if code == FOUND:
        logger.warning("The virus scanner has refused an upload")
        raise ValidationError(HARMFUL)
    if code:
        logger.error("The virus scanner has ended with %s", code)
        raise ValidationError(UNAVAILABLE)


def answer_of(command: list[str], content: bytes) -> int:
    """Returns the exit code; the command reads the file from its standard input, or by its path."""
    if not any(PLACE in word for word in command):
        return ended(command, content)
    with tempfile.NamedTemporaryFile(prefix="massnahmen-") as file:
        file.write(content)
        file.flush()
        return ended([word.replace(PLACE, file.name) for word in command], b"")


def ended(command: list[str], given: bytes) -> int:
    seconds = settings.ATTACHMENT_SCANNER_SECONDS
    result = subprocess.run(  # noqa: S603 # nosec B603 - as above
        command, input=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds, check=False
    )
    return result.returncode
