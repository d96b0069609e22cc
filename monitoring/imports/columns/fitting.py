"""How well what stands in a column fits the field that its heading speaks of."""

from monitoring.choices import MeasureColumn
from monitoring.imports.columns.column_content import ColumnContent

C = MeasureColumn
MOSTLY, HALF, FEW = 0.7, 0.5, 0.3
SHORTEST_TEXT = 3
LONGEST_CODE, LONGEST_STATUS = 25, 30  # characters on average
MOST = 0.8  # of the cells say something different


def fits(column: MeasureColumn, content: ColumnContent) -> float:
    """Returns how much what stands in a column speaks for a field, from -1 to 0.5."""
    if content.is_empty:
        return -0.05
    rule = RULES.get(column)
    return rule(content) if rule else 0.0


def _status(content: ColumnContent) -> float:
    if content.statuses >= HALF:
        return 0.3 + 0.2 * content.statuses if content.texts < HALF else 0.0
    if content.texts >= FEW or content.days >= MOSTLY:
        return -0.9
    return -0.2 if content.length <= LONGEST_STATUS and content.repeats else -0.6


def _text(content: ColumnContent) -> float:
    if content.statuses >= HALF and content.texts < FEW:
        return -0.6
    if content.numbers >= MOSTLY or content.days >= MOSTLY or content.length < SHORTEST_TEXT:
        return -0.5
    return 0.1 if content.texts >= HALF else 0.0


def _previous(content: ColumnContent) -> float:
    return -0.6 if content.texts >= HALF or content.statuses >= HALF or content.days >= HALF else 0.05


def _title(content: ColumnContent) -> float:
    if content.numbers >= HALF or content.days >= HALF or content.statuses >= MOSTLY:
        return -0.8
    if content.repeats and content.distinct < HALF:
        return -0.4
    return -0.2 if content.repeats else 0.05


def _section(content: ColumnContent) -> float:
    if content.numbers >= MOSTLY or content.texts >= HALF:
        return -0.5
    return 0.15 if content.repeats or content.filled < content.of * HALF else 0.0


def _lead(content: ColumnContent) -> float:
    is_text = content.texts >= HALF and content.bodies < HALF
    if is_text or content.days >= HALF or content.statuses >= HALF:
        return -0.7
    return 0.2 if content.bodies >= HALF or content.known_offices >= FEW else -0.05


def _when(content: ColumnContent) -> float:
    if content.days >= HALF:
        return 0.25
    if content.statuses >= MOSTLY or content.texts >= HALF:
        return -0.6
    return -0.25 if content.bodies >= HALF else 0.0


def _day(content: ColumnContent) -> float:
    return 0.15 if content.days >= MOSTLY else -0.8


def _code(content: ColumnContent) -> float:
    if content.length > LONGEST_CODE or content.texts >= HALF:
        return -0.8
    return 0.1 if content.codes >= HALF else -0.1 if content.distinct > MOST else -0.3


def _horizon(content: ColumnContent) -> float:
    return 0.3 if content.horizons >= HALF else -0.3


def _figure(content: ColumnContent) -> float:
    return 0.1 if content.numbers >= HALF else -0.2


def _costs(content: ColumnContent) -> float:
    return 0.1 if content.numbers >= HALF or content.amounts >= FEW else -0.4 if content.texts >= HALF else 0.0


def _description(content: ColumnContent) -> float:
    return 0.1 if content.texts >= HALF else -0.3 if content.statuses >= MOSTLY else 0.0


RULES = {
    C.STATUS: _status, C.TEXT: _text, C.TITLE: _title, C.SECTION: _section, C.LEAD: _lead, C.PARTICIPATING: _lead,
    C.DUE: _when, C.PERIOD: _when, C.START: _when, C.AS_OF: _day, C.CODE: _code, C.PART: _code, C.HORIZON: _horizon,
    C.PREVIOUS: _previous, C.BASELINE: _figure, C.TARGET: _figure, C.DESCRIPTION: _description, C.COSTS: _costs,
    C.RESOLVED: _when,
}  # fmt: skip
