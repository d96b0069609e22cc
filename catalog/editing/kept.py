"""The base of every admin whose rows have a history."""

from catalog.editing.bin import BinAdmin
from catalog.editing.history import HistoryAdmin


class KeptAdmin(HistoryAdmin, BinAdmin):
    """Nothing is lost: versions can be read and restored, what is deleted can be brought back."""
