from typing import Any

from django.db import migrations

import catalog.fields


def fill(apps: Any, schema_editor: Any) -> None:
    """The column derives itself; it only has to be written once for rows that are already there."""
    measures = apps.get_model("catalog", "Measure").objects.order_by()
    measures.bulk_update(measures.iterator(), ["search_text"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0002_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="search_text",
            field=catalog.fields.SearchField(
                of=(
                    "title",
                    "description",
                    "starting_position",
                    "objective",
                    "steps",
                    "data_sources",
                    "effort",
                    "plain_language",
                    "paper_references",
                )
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
