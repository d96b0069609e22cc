"""The base of every admin whose rows have a history."""

from catalog.history.admin import HistoryAdmin
from catalog.locking.admin import LockingAdmin
from catalog.locking.selections import SelectionAdmin
from catalog.permissions.admin import GovernedAdmin
from catalog.recycle_bin.admin import BinAdmin


class VersionedAdmin(LockingAdmin, SelectionAdmin, HistoryAdmin, BinAdmin, GovernedAdmin):
    """Nothing is lost: nobody overwrites another, versions can be restored, what is deleted can be brought back."""
