"""Writes workbooks of Excel until 2003 (.xls)."""

import io
from collections.abc import Callable
from typing import Any

import xlwt


def old_workbook(fill: Callable[[Any, Any], object]) -> bytes:
    book = xlwt.Workbook()
    fill(book, book.add_sheet("Plan"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
