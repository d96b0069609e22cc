"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog import codes, deadlines
from catalog.fields import validate_wording
from catalog.models import Horizon, Office, Publication, Report, Role, Section
from monitoring.headings import MeasureColumn
from monitoring.imports.offices import NamedOffice, OfficeBook, fold
from monitoring.imports.problems import Problem
from monitoring.imports.rows import Grouping, MeasureRow
from monitoring.models import MonitoredMeasure, Status
from monitoring.resources import SEPARATOR, TEXTS, UPDATE_COLUMNS, MeasureResource, for_rows
from monitoring.tables import Table

STATUS_WORDS = {str(status.label).casefold(): status for status in Status} | {status.value: status for status in Status}
LIMITS = {MeasureColumn.TITLE: 500, MeasureColumn.PAGES: 50, MeasureColumn.START: 100, MeasureColumn.DUE: 100}
CODE_LENGTH = 50
NO_REPORT_YET = frozenset({"noch keine meldung", "no report yet", "-", "–"})
