from django.db import migrations

import catalog.fields
from catalog.texts.normalising import searchable

SEARCHED = {"Municipality": ["name"], "Office": ["name", "abbreviation"]}
ROWS_AT_ONCE = 2000


def fill(apps, schema_editor):
    """Fills the columns that a search of names reads."""
    for name, columns in SEARCHED.items():
        rows = apps.get_model("catalog", name).objects
        texts = rows.order_by("pk").values_list("pk", *columns)
        while found := list(texts[:ROWS_AT_ONCE]):
            model = rows.model
            rows.bulk_update([model(pk=pk, search_text=searchable(*words)) for pk, *words in found], ["search_text"])
            texts = texts.filter(pk__gt=found[-1][0])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_order_of_municipalities")]

    operations = [
        *(
            migrations.AddField(
                name.lower(), "search_text", catalog.fields.SearchField(default="", of=columns), preserve_default=False
            )
            for name, columns in SEARCHED.items()
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
