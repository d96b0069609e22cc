"""Pages kept in the memory of a process: the ones that were asked for last, up to a number of bytes."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpResponse, HttpResponseNotModified

OVERHEAD = 1024  # bytes of a kept page beside its content
OF_CONTENT = frozenset(
    {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Disposition"}
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was answered, with the stamp of its place at a moment before it was made."""

    place: int
    stamp: int
    content: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str

    @property
    def size(self) -> int:
        return len(self.content) + OVERHEAD

    def response(self, known: str) -> HttpResponse:
        """Returns the page, or 304 where the browser has it: `known` is what it says in If-None-Match."""
        if known and self.tag and is_named(self.tag, known):
            unchanged = HttpResponseNotModified()
            for name, value in self.headers:
                if name not in OF_CONTENT:
                    unchanged.headers[name] = value
            return unchanged
        return HttpResponse(self.content, headers=dict(self.headers))


def is_named(tag: str, known: str) -> bool:
    """Tells whether a list of entity tags names one; weak tags count, as for every GET."""
    return any(named.strip().removeprefix("W/") == tag.removeprefix("W/") for named in known.split(","))


class Shelf:
    """Pages by key; the one that was asked for longest ago goes first. At most `room` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self._pages: OrderedDict[object, KeptPage] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: object) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: object, page: KeptPage) -> None:
        """Keeps a page in place of an older one. One that is larger than half of the shelf is not kept."""
        with self._lock:
            self._take_out(key)
            if page.size * 2 > self.room:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.room:
                self._take_out(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _take_out(self, key: object) -> None:
        if old := self._pages.pop(key, None):
            self.size -= old.size
