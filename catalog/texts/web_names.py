"""The part of a web address that names something: "soziale-lage-2018-2020" from "Soziale Lage 2018–2020"."""

from collections.abc import Iterable

from django.utils.text import slugify

from catalog.texts.normalising import in_ascii

NUMBER = 5  # characters kept free for a number at the end
DASHES = str.maketrans(dict.fromkeys("–—‑/", "-"))


def web_name(text: str, longest: int = 100, nameless: str = "ohne-namen") -> str:
    """Returns it in small letters with umlauts written out; `nameless` for a text without letters and figures."""
    return slugify(in_ascii(text.translate(DASHES)))[: longest - NUMBER].strip("-") or nameless


def free_web_name(text: str, taken: Iterable[str], longest: int = 100, nameless: str = "ohne-namen") -> str:
    """Returns one that nobody has yet, with a number at its end where needed."""
    name, others = web_name(text, longest, nameless), set(taken)
    number, free = 1, name
    while free in others:
        number += 1
        free = f"{name}-{number}"
    return free
