"""What lies on an Excel sheet beside its cells: comments, pictures, charts, boxes with text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from catalog.texts.plain_text import clean
from monitoring.tables.archive import Package, related
from monitoring.tables.excel.sheet import MAIN
from monitoring.tables.limits import Limits
from monitoring.tables.text import heading_line

SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
THREADS = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
FOR_OLD_PROGRAMS = "[Threaded comment]"  # begins the copy of a conversation, whatever the language
PICTURES = (f"{SHEET_DRAWING}pic", f"{SHEET_DRAWING}graphicFrame")


@dataclass(slots=True)
class Extras:
    comments: dict[str, str] = field(default_factory=dict)  # by the place of the cell: "B7"
    pictures: int = 0
    boxes: list[str] = field(default_factory=list)


def of_sheet(package: Package, part: str, limits: Limits) -> Extras:
    extras = Extras()
    conversations: dict[str, list[str]] = {}
    for _name, kind, target in related(package, part, limits):
        if kind not in {"comments", "threadedComment", "drawing"} or not target.lower().endswith(".xml"):
            continue
        tree = package.xml(target, limits)
        match kind:
            case "comments":
                extras.comments |= dict(_comments(tree))
            case "threadedComment":
                for place, text in _replies(tree):
                    conversations.setdefault(place, []).append(text)
            case "drawing":
                extras.pictures += sum(1 for tag in PICTURES for _picture in tree.iter(tag))
                extras.boxes += filter(None, map(_box, tree.iter(f"{SHEET_DRAWING}sp")))
    extras.comments |= {place: "\n".join(texts) for place, texts in conversations.items()}
    return extras


def _comments(tree: Element) -> Iterator[tuple[str, str]]:
    for comment in tree.iter(f"{MAIN}comment"):
        text = clean("".join(piece.text or "" for piece in comment.iter(f"{MAIN}t"))).strip()
        if text and not text.startswith(FOR_OLD_PROGRAMS):
            yield comment.get("ref", ""), text


def _replies(tree: Element) -> Iterator[tuple[str, str]]:
    for comment in tree.iter(f"{THREADS}threadedComment"):
        if text := clean(comment.findtext(f"{THREADS}text") or "").strip():
            yield comment.get("ref", ""), text


def _box(shape: Element) -> str:
    return heading_line(clean(" ".join(text.text or "" for text in shape.iter(f"{DRAWING}t"))))
