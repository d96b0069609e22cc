"""The base of every admin whose rows have a history."""

from catalog.editing.history import HistoryAdmin


class KeptAdmin(HistoryAdmin):
    """Nothing is lost: versions can be read and restored."""
