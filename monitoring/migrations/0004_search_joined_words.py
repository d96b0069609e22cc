from django.db import migrations

from catalog.texts.normalising import searchable

SEARCHED = ("text", "next_steps", "reason")


def search_joined_words(apps, schema_editor):
    """A word with a hyphen is found without it, too."""
    updates = apps.get_model("monitoring", "StatusUpdate").objects
    for row in updates.filter(search_text__contains="-").only(*SEARCHED).iterator():
        updates.filter(pk=row.pk).update(search_text=searchable(*(getattr(row, name) for name in SEARCHED)))


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_direction_if_named")]

    operations = [migrations.RunPython(search_joined_words, migrations.RunPython.noop, elidable=True)]
