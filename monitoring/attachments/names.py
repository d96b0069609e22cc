"""Names of uploaded files: a line without a path, with the ending of what the file is."""

import re
from pathlib import PurePosixPath

from catalog.texts.plain_text import clean, one_line
from monitoring.choices import FileKind
from monitoring.models.attachments import LONGEST_NAME

NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # Windows takes none of them
PLAIN = "datei"


def stem_of(name: str) -> str:
    """Returns the name without path and ending, as a line that people can read; "" where nothing is left."""
    last = one_line(clean(name)).replace("\\", "/").rpartition("/")[2]
    return NOT_IN_NAMES.sub("", PurePosixPath(last.strip(". ")).stem).strip(". ")


def safe_name(name: str, kind: FileKind) -> str:
    """Returns the name under which the file is kept and saved, whatever it was called: "Foto vom Fest.jpg"."""
    ending = f".{kind.value}"
    return f"{(stem_of(name) or PLAIN)[: LONGEST_NAME - len(ending)].strip()}{ending}"
