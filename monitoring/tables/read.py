"""One door for every kind of file."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from catalog.on_demand import on_demand
from monitoring.tables import archive
from monitoring.tables.delimited import document as delimited
from monitoring.tables.delimited import spoilt_umlauts
from monitoring.tables.excel import strict
from monitoring.tables.layout import signatures
from monitoring.tables.limits import MEGABYTE, Limits, Listener, Meter
from monitoring.tables.problems import UnreadableFile
from monitoring.tables.workbook import Workbook

READERS: dict[str, Callable[[archive.Package, Meter], Workbook]] = {
    "xlsx": on_demand("monitoring.tables.excel.workbook.read"),
    "xlsb": on_demand("monitoring.tables.excel.binary.read"),
    "docx": on_demand("monitoring.tables.word.document.read"),
    "ods": on_demand("monitoring.tables.opendocument.spreadsheet.read"),
    "odt": on_demand("monitoring.tables.opendocument.document.read"),
}
read_old_excel: Callable[[bytes, Meter], Workbook] = on_demand("monitoring.tables.excel.old.read")


def read_workbook(
    content: bytes, name: str = "", limits: Limits | None = None, listener: Listener | None = None
) -> Workbook:
    """Returns everything in the file as text; raises UnreadableFile and nothing else.

    The name only names a sheet where the file itself has no name for it. A listener hears now and then how many
    rows of a sheet have been read.
    """
    limits = limits or Limits.from_settings()
    if len(content) > limits.bytes:
        raise UnreadableFile(
            _("The file has %(size)s MB; %(limit)s MB are allowed. Remove pictures or divide it."),
            size=-(-len(content) // MEGABYTE),
            limit=limits.bytes // MEGABYTE,
        )
    kind = signatures.kind(content)
    if kind == "text":
        workbook = delimited.read(content, Meter(limits, listener))
        workbook.sheets[0].name = name
    elif kind == "xls":
        with archive.sound_or_damaged():
            workbook = read_old_excel(content, Meter(limits, listener))
    else:
        with archive.opened(content, limits) as package:
            workbook = _read_package(package, Meter(limits, listener))
    spoilt_umlauts.name(workbook)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise UnreadableFile(_("The file is empty: there is no text in it."))
    return workbook


def _read_package(package: archive.Package, meter: Meter) -> Workbook:
    if package.main and package.kind != "xlsb" and strict.is_strict(package):
        with zipfile.ZipFile(io.BytesIO(strict.translated(package))) as file:
            return READERS[package.kind](replace(package, zip=file), meter)
    return READERS[package.kind](package, meter)
