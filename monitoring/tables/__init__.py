"""Any spreadsheet a city hall has, as plain tables: no models, no requests.

`read_workbook` turns bytes into sheets of text; `find_table` finds headings, records and what stands around them.
"""

from monitoring.tables.archive import unpacked_size
from monitoring.tables.layout.left_out import LeftOut, LeftOutKind, RowChoices
from monitoring.tables.limits import Limits, Listener
from monitoring.tables.problems import Remark, UnreadableFile
from monitoring.tables.read import read_workbook
from monitoring.tables.storing import pack, unpack
from monitoring.tables.table import ColumnHeading, Record, Table, find_table, find_tables
from monitoring.tables.workbook import CellLook, Sheet, SheetRow, TableOfDocument, Workbook

__all__ = [
    "CellLook",
    "ColumnHeading",
    "LeftOut",
    "LeftOutKind",
    "Limits",
    "Listener",
    "Record",
    "Remark",
    "RowChoices",
    "Sheet",
    "SheetRow",
    "Table",
    "TableOfDocument",
    "UnreadableFile",
    "Workbook",
    "find_table",
    "find_tables",
    "pack",
    "read_workbook",
    "unpack",
    "unpacked_size",
]
