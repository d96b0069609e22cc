from typing import Any

from django.db import migrations

import catalog.fields


def fill(apps: Any, schema_editor: Any) -> None:
    """The column derives itself; it only has to be written once for rows that are already there."""
    updates = apps.get_model("monitoring", "StatusUpdate").objects.order_by()
    updates.bulk_update(updates.iterator(), ["search_text"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("monitoring", "0003_import_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="statusupdate",
            name="search_text",
            field=catalog.fields.SearchField(of=("text", "next_steps", "reason")),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
