"""A plan that the city has attached to a measure, drawn here from a few shapes."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from measures_tracker.demo.musterstadt.reports import SECOND
from measures_tracker.demo.musterstadt.storing import replace
from monitoring.attachments.uploads import check
from monitoring.choices import ReviewState
from monitoring.models import Attachment, FileContent

if TYPE_CHECKING:
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.timetable import Timetable

CODE = "F6"
TITLE = "Plan des Schulhofs Nordstadt"
ALTERNATIVE = (
    "Lageplan: links das Schulgebäude, rechts daneben ein Spielfeld, darunter Sandkasten und Sitzkreis zwischen sechs "
    "Bäumen. Das Tor zur Straße liegt unten."
)
SIZE = (1200, 800)  # pixels
GROUND, BUILDING, FIELD, SAND, TREE, LINE = "#e7ecea", "#9fb1b7", "#b9cfae", "#ecd9a8", "#5f8f62", "#3b4a4f"
HOUSE, PITCH, SANDPIT, CIRCLE = (80, 80, 460, 420), (540, 80, 1120, 380), (560, 470, 780, 620), (860, 460, 1040, 640)
GATE = (520, 735, 680, 755)
TREES = [(150, 520), (300, 600), (440, 500), (820, 655), (1090, 470), (1090, 660)]
RADIUS, STROKE = 42, 6


def make_attachments(reports: dict[int, InventedReport], times: Timetable) -> None:
    """Attaches the plan; its file is kept once."""
    report = reports[SECOND]
    plan = Attachment(measure=report.measures[CODE], title=TITLE, alternative=ALTERNATIVE)
    plan.publication, plan.added_on = ReviewState.PUBLISHED, times.day - timedelta(days=40)
    file = check(drawn(), f"{TITLE}.png")
    file.describe(plan)
    if not FileContent.objects.filter(digest=file.digest).exists():
        file.keep()
    replace([plan], ["measure_id", "title"], Attachment.objects.filter(measure__report=report.report))


def drawn() -> bytes:
    """Returns the plan as a PNG."""
    plan = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(plan)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 55), outline=LINE, width=STROKE)
    pen.rectangle(HOUSE, fill=BUILDING, outline=LINE, width=STROKE)
    pen.rectangle(PITCH, fill=FIELD, outline=LINE, width=STROKE)
    pen.line((830, 80, 830, 380), fill=LINE, width=STROKE)
    pen.rounded_rectangle(SANDPIT, 30, fill=SAND, outline=LINE, width=STROKE)
    pen.ellipse(CIRCLE, outline=LINE, width=4 * STROKE)
    pen.rectangle(GATE, fill=GROUND)
    for across, down in TREES:
        pen.ellipse((across - RADIUS, down - RADIUS, across + RADIUS, down + RADIUS), fill=TREE)
    file = io.BytesIO()
    plan.save(file, "PNG")
    return file.getvalue()
