"""How fast a workbook of 10,000 rows is read, against plain openpyxl reading nothing but its values.

    python -m tests.benchmarks.read_tables [ROWS]

Ours reads colours, comments and hidden rows, cleans the texts and counts everything against its limits. What counts
are the ratios within one run; figures of a run stand in tests/benchmarks/README.md.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import django
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from monitoring.tables import Limits, read_workbook  # noqa: E402 - texts can be translated once Django is set up

ROWS = 10_000
RUNS = 3
ALLOWED = 2.0
HEADINGS = ["Nr.", "Titel", "Beschreibung", "Zielsetzung", "Frist", "Federführung", "Kosten", "Ampel"]
LIGHTS = [PatternFill("solid", fgColor=colour) for colour in ("FFFF0000", "FFFFFF00", "FF00B050")]


def content(rows: int) -> bytes:
    """A list of measures with dates, numbers, a bold number and a coloured cell in each row."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        day = date(2027, 1, 1) + timedelta(days=number % 365)
        text = f"Was in Maßnahme {number} getan wird."
        sheet.append(
            [f"M {number}", f"Maßnahme {number}", text, "Mehr nehmen teil.", day, f"Amt {number % 20}", 1250.5]
        )
        sheet.cell(number + 1, 1).font = Font(bold=True)
        sheet.cell(number + 1, 8).fill = LIGHTS[number % 3]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain(table: bytes) -> int:
    book = load_workbook(io.BytesIO(table), read_only=True, data_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=True))


def ours(table: bytes) -> int:
    return len(read_workbook(table, limits=Limits()).likely.rows)


def seconds(read: Callable[[bytes], int], table: bytes, rows: int) -> float:
    """Of the processor, the shortest of three runs."""
    times = []
    for _run in range(RUNS):
        start = time.process_time()
        if read(table) != rows + 1:
            raise SystemExit(f"{read.__name__}: not all rows were read")
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else ROWS
    table = content(rows)
    own, other = seconds(ours, table, rows), seconds(plain, table, rows)
    print(f"{rows} rows: ours {own:.2f} s, plain openpyxl {other:.2f} s, {own / other:.1f} times as long")  # noqa: T201
    if own > ALLOWED * other:
        raise SystemExit(f"More than {ALLOWED} times as long.")


if __name__ == "__main__":
    main()
