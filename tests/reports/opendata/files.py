"""Read the files of a report as somebody who has downloaded them."""

import csv
import io
import json
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from catalog.models import Report

FILES = ["measures.csv", "measures.xlsx", "measures.json", "datapackage.json"]


def rows(client: Client, url: str) -> list[dict[str, str]]:
    """The records of a CSV by their headings."""
    content = io.StringIO(client.get(url).content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(content, delimiter=";"))


def table(client: Client, report: Report) -> list[dict[str, str]]:
    return rows(client, f"{report.get_absolute_url()}measures.csv")


def document(client: Client, report: Report, name: str = "measures.json") -> Any:
    return json.loads(client.get(f"{report.get_absolute_url()}{name}").content)


def sheet(client: Client, url: str) -> Any:
    return load_workbook(io.BytesIO(client.get(url).content)).active


def everything(client: Client, report: Report) -> str:
    """All that the four addresses say, as one text."""
    base = report.get_absolute_url()
    cells = [str(cell.value) for row in sheet(client, f"{base}measures.xlsx").iter_rows() for cell in row]
    texts = [client.get(f"{base}{name}").content.decode() for name in FILES if not name.endswith(".xlsx")]
    return "\n".join([*cells, *texts])
