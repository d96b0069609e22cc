from typing import Any

from django.db import migrations, models


def inherit(apps: Any, _schema_editor: Any) -> None:
    current = apps.get_model("monitoring", "CurrentStatus").objects
    current.filter(whole__has_indicator=True).update(has_indicator=True)
    current.filter(whole__has_costs=True).update(has_costs=True)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0006_current_status")]

    operations = [
        migrations.AlterField(
            model_name="currentstatus",
            name="deadline_state",
            field=models.CharField(blank=True, choices=[('gap', 'deadline passed, no report'), ('unstated', 'deadline passed, report without a status'), ('late', 'late'), ('on_time', 'on time'), ('ahead', 'deadline ahead'), ('none', 'no deadline named'), ('settled', 'no deadline any more')], max_length=20),
        ),
        migrations.RunPython(inherit, migrations.RunPython.noop, elidable=True),
    ]
