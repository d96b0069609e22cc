"""What has been written down is read years later: formats stay those of what lies in databases, backups and forms."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from catalog import row_values
from catalog.row_values import ExactEncoder
from monitoring.models import IndicatorTarget


@pytest.fixture
def target() -> IndicatorTarget:
    return IndicatorTarget(pk=7, indicator_id=3, value=Decimal("38.0000"), statement="Größe", due="4. Quartal 2025")


def test_an_import_remembers_what_was_typed(target: IndicatorTarget) -> None:
    stored = '{"id": 7, "indicator_id": 3, "value": "38", "statement": "Größe", "due": "4. Quartal 2025"}'
    values = row_values.plain_values(target)
    assert json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False) == stored
    assert row_values.fingerprint(values) == "b24e5cbc91841e3fd94e65f51420c3913332c043df92cc1dee7a0eb8b5d24350"

    row = IndicatorTarget()
    row_values.set_plain_values(row, json.loads(stored))
    assert (row.pk, row.indicator_id, row.value, row.due_on) == (7, 3, Decimal(38), date(2025, 12, 31))


def test_a_row_stays_without_what_was_not_stored() -> None:
    row = IndicatorTarget(pk=7, statement="so viel")
    row_values.set_plain_values(row, {"id": 7, "value": None})
    assert (row.value, row.statement) == (None, "so viel")


def test_the_recycle_bin_holds_whole_rows(target: IndicatorTarget) -> None:
    stored = (
        '[{"model": "monitoring.indicatortarget", "pk": 7, "fields": {"indicator": 3, "value": "38.0000", '
        '"statement": "Größe", "due": "4. Quartal 2025", "due_on": "2025-12-31"}}]'
    )
    entries = row_values.serialised([target])
    assert json.dumps(entries, cls=ExactEncoder, ensure_ascii=False) == stored
    digest = "2fcec95dd1c8d6657b285665cab797b04df0f140c48f31eaad489fc301bff76b"
    assert row_values.fingerprint(entries, ExactEncoder) == digest

    entry = json.loads(stored)
    entry[0]["fields"]["no_longer_there"] = "x"
    [row] = row_values.deserialised(entry)
    assert row_values.values_of(row, row_values.columns(row)) == row_values.values_of(
        target, row_values.columns(target)
    )


def test_a_form_is_told_when_a_row_changes(target: IndicatorTarget) -> None:
    before = row_values.fingerprint_of_texts(target)
    assert before.startswith("5076c895dbf5")
    target.statement = "Größen"
    assert row_values.fingerprint_of_texts(target) != before


def test_a_backup_spells_what_json_has_no_word_for() -> None:
    values = (1, "Größe", None, date(2025, 3, 31), datetime(2025, 3, 31, 12, 0, 5, 123456, tzinfo=UTC), time(8, 30))
    more = (timedelta(hours=1), Decimal("38.0000"), UUID(int=7), b"\x00\xff")
    assert row_values.line_of((*values, *more)) == (
        '[1,"Größe",null,"2025-03-31","2025-03-31T12:00:05.123456+00:00","08:30:00",'
        '"P0DT01H00M00S","38.0000","00000000-0000-0000-0000-000000000007","AP8="]'
    )
    with pytest.raises(TypeError):
        row_values.line_of([object()])


def test_an_empty_text_and_none_do_not_differ(target: IndicatorTarget) -> None:
    other = IndicatorTarget(pk=8, indicator_id=3, value=Decimal(38), due="4. Quartal 2025")
    assert [field.name for field in row_values.differing(target, other)] == ["statement"]
    assert [field.name for field in row_values.differing(None, IndicatorTarget(value=Decimal(1)))] == ["value"]
