"""A loader that reads templates without their layout."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\s*\n\s*")
# Lines with nothing but a tag that decides; the text before them keeps its line break.
DECISION = re.compile(
    r"^(\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|load|comment|endcomment)\b[^\n]*?%\})\n",
    re.MULTILINE,
)
ONE_TAG = re.compile(r"\{%(?:(?!%\}).)*%\}")


class Loader(filesystem.Loader):
    """A loader of the files under templates/ that removes what is there for editors only, so that pages stay light.

    Pages lose the indentation, the line breaks behind tags that only decide, and the one at the end of a file: a piece
    in the middle of a line adds no blank after itself, and an empty cell of a table stays empty. Mails lose only the
    line break at the end.
    """

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return without_layout(contents) if str(origin.name).endswith(".html") else contents.removesuffix("\n")


def without_layout(source: str) -> str:
    """Returns the source of a page with at most one line break where white space stood around one."""
    source = INDENTATION.sub("\n", source).removesuffix("\n")
    return DECISION.sub(lambda line: line[1] if ONE_TAG.fullmatch(line[1]) else line[0], source)
