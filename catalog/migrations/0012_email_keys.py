import catalog.fields
from django.db import migrations


def fill(apps, schema_editor):
    """What addresses are compared by; the field derives it whenever a row is saved."""
    for name in ("User", "Invitation"):
        model = apps.get_model("catalog", name)
        for row in model.objects.exclude(email="").only("pk", "email").iterator():
            model.objects.filter(pk=row.pk).update(email_key=row.email_key)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_limits")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="email_key",
                field=catalog.fields.EmailKeyField(db_index=True, default="", max_length=1000, of=["email"]),
                preserve_default=False,
            )
            for name in ("user", "invitation")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
