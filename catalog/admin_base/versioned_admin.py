"""The base of every admin whose rows have a history."""

from catalog.admin_base.address_admin import AddressAdmin
from catalog.admin_base.way_back import WayBackAdmin
from catalog.history.admin import HistoryAdmin
from catalog.locking.admin import LockingAdmin
from catalog.locking.selections import SelectionAdmin
from catalog.locking.sent_once import SentOnceAdmin
from catalog.permissions.admin import GovernedAdmin
from catalog.recycle_bin.admin import BinAdmin
from catalog.saved_views.admin import SavedViewsAdmin


class VersionedAdmin(
    SavedViewsAdmin,
    WayBackAdmin,
    AddressAdmin,
    SentOnceAdmin,
    LockingAdmin,
    SelectionAdmin,
    HistoryAdmin,
    BinAdmin,
    GovernedAdmin,
):
    """An admin with locks, history and recycle bin: nobody overwrites another, and deleted rows can be restored."""
