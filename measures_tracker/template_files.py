"""How files of templates are read."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\s*\n\s*")
# Lines that hold nothing but a tag which decides; what stands before them keeps its line break.
DECISION = re.compile(
    r"^(\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|load|comment|endcomment)\b[^\n]*?%\})\n",
    re.MULTILINE,
)
ONE_TAG = re.compile(r"\{%(?:(?!%\}).)*%\}")


class Loader(filesystem.Loader):
    """Reads the files under templates/ without what sets them out for people, so that pages stay light.

    Pages lose the indentation, the line breaks behind tags that only decide, and the one at the end of a file: a piece
    that stands in the middle of a line adds no blank after itself, and an empty cell of a table stays empty. Mails stay
    as they are, but for the line break at the end.
    """

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return without_layout(contents) if str(origin.name).endswith(".html") else contents.removesuffix("\n")


def without_layout(source: str) -> str:
    """Returns the source of a page with at most one line break where white space stood around one."""
    source = INDENTATION.sub("\n", source).removesuffix("\n")
    return DECISION.sub(lambda line: line[1] if ONE_TAG.fullmatch(line[1]) else line[0], source)
