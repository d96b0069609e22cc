"""Somebody who imports from the command line and reads the answer in JSON."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from openpyxl import Workbook


class Clerk:
    """Runs the command on a text or on bytes as a file, each time with the same first options."""

    def __init__(self, file: Path, *options: str) -> None:
        self.file = file
        self.options = options

    def imports(self, content: str | bytes, *options: str, encoding: str = "cp1252") -> dict[str, Any]:
        """The JSON answer, with the exit code as `exit`."""
        if isinstance(content, str):
            content = content.replace("\n", "\r\n").encode(encoding)
        self.file.write_bytes(content)
        return self.runs(str(self.file), "--report=stadt/bericht", *options)

    def runs(self, *arguments: str) -> dict[str, Any]:
        output, code = StringIO(), 0
        try:
            call_command("import_table", *arguments, "--json", *self.options, stdout=output)
        except SystemExit as stop:
            code = int(str(stop.code))
        answer: dict[str, Any] = json.loads(output.getvalue())
        return {**answer, "exit": code}


def workbook(**sheets: list[list[Any]]) -> bytes:
    """An Excel file with these sheets."""
    book, file = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()
