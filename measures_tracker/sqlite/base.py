"""Django's SQLite, with connections that stay open as long as the file is the one that was opened.

Opening one costs several times what a kept page does. A file that was moved away or replaced, by a restored copy for
one, is noticed before the next request: nothing is read from or written to the old one.
"""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

FileIdentity = tuple[int, int]


class DatabaseWrapper(base.DatabaseWrapper):
    file: FileIdentity | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        opened = super().get_new_connection(conn_params)
        self.file = self._file_on_disk()
        return opened

    def is_usable(self) -> bool:
        return self._file_on_disk() == self.file

    def _file_on_disk(self) -> FileIdentity | None:
        """Returns what tells one file from another of the same name; None where there is none, as in memory."""
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
