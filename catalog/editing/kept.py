"""The base of every admin whose rows have a history."""

from catalog.access import GovernedAdmin
from catalog.editing.bin import BinAdmin
from catalog.editing.history import HistoryAdmin
from catalog.editing.locking import LockingAdmin
from catalog.editing.selections import SelectionAdmin


class KeptAdmin(LockingAdmin, SelectionAdmin, HistoryAdmin, BinAdmin, GovernedAdmin):
    """Nothing is lost: nobody overwrites another, versions can be restored, what is deleted can be brought back."""
