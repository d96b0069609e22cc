# The ten themes become rows that the administrator may change; those of sections, in the history and in the recycle bin
# refer to them. The new column gets its constraint last: PostgreSQL changes no table with rows still to be checked.

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

THEMES = {
    "work": (
        "arbeit",
        "Arbeit",
        "Arbeit finden und behalten, Beratung für Arbeitssuchende, Leben mit Sozialleistungen.",
    ),
    "education": ("bildung", "Bildung", "Lernen in Kita und Schule, Ausbildung, Lernen in jedem Alter."),
    "housing": ("wohnen", "Wohnen", "Bezahlbare und barrierefreie Wohnungen, Hilfe für Menschen ohne Wohnung."),
    "care": (
        "pflege",
        "Pflege",
        "Hilfe für Menschen, die Pflege brauchen, zu Hause und im Heim, und für alle, die sie pflegen.",
    ),
    "children": ("kinder", "Kinder", "Kinder, Jugendliche und ihre Familien: Betreuung, Schutz und Mitsprache."),
    "older_people": (
        "aeltere-menschen",
        "Ältere Menschen",
        "Beratung, Treffpunkte und ein selbstständiges Leben im Alter.",
    ),
    "disability": (
        "behinderung",
        "Behinderung",
        "Überall mitmachen mit einer Behinderung oder chronischen Erkrankung, ohne Barrieren.",
    ),
    "migration": (
        "migration",
        "Migration",
        "Ankommen und zusammenleben: Geflüchtete, Zugewanderte, Schutz vor Diskriminierung.",
    ),
    "neighbourhood": (
        "nachbarschaft",
        "Nachbarschaft",
        "Was ein Quartier zusammenhält: Treffpunkte, Quartiersarbeit, Hilfe in der Nähe.",
    ),
    "digital_services": (
        "digitale-dienste",
        "Digitale Dienste",
        "Leistungen der Verwaltung, die sich online nutzen lassen und leicht zu verstehen sind.",
    ),
}


def make_themes(apps, _schema):
    """Creates the themes in their order."""
    theme = apps.get_model("catalog", "Theme")
    for order, (slug, name, description) in enumerate(THEMES.values(), start=1):
        theme.objects.create(slug=slug, name=name, description=description, order=order)


def refer_to_themes(apps, _schema):
    """Sets the row of each theme of a section, also in its history and in the recycle bin."""
    ids = dict(apps.get_model("catalog", "Theme").objects.values_list("slug", "pk"))
    for word, (slug, _name, _description) in THEMES.items():
        for model in ("SectionTheme", "HistoricalSectionTheme"):
            apps.get_model("catalog", model).objects.filter(theme=word).update(theme_row=ids[slug])
    for thing in apps.get_model("catalog", "DeletedThing").objects.filter(rows__icontains="sectiontheme"):
        for row in thing.rows:
            if row["model"] == "catalog.sectiontheme" and row["fields"]["theme"] in THEMES:
                row["fields"]["theme"] = ids[THEMES[row["fields"]["theme"]][0]]
        thing.save()


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0002_deadlines_without_a_day"),
    ]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(help_text='The part of the web address that names the theme. Former addresses keep working.', max_length=100, unique=True, verbose_name='address')),
                ('description', models.CharField(blank=True, help_text='One sentence for its page.', max_length=300, verbose_name='what it covers')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTheme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=100, verbose_name='name')),
                ('slug', models.SlugField(help_text='The part of the web address that names the theme. Former addresses keep working.', max_length=100, verbose_name='address')),
                ('description', models.CharField(blank=True, help_text='One sentence for its page.', max_length=300, verbose_name='what it covers')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical theme',
                'verbose_name_plural': 'historical themes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMeasureTheme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.measure', verbose_name='measure')),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'historical theme of a measure',
                'verbose_name_plural': 'historical themes of its own, instead of those of its section',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MeasureTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='catalog.measure', verbose_name='measure')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='of_measures', to='catalog.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'theme of a measure',
                'verbose_name_plural': 'themes of its own, instead of those of its section',
                'ordering': ['measure', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'theme'), name='measure_theme_once', violation_error_message='This measure has this theme already.')],
            },
        ),
        migrations.AddField(
            model_name="sectiontheme",
            name="theme_row",
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="of_sections", to="catalog.theme", verbose_name="theme"),
        ),
        migrations.AddField(
            model_name="historicalsectiontheme",
            name="theme_row",
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="catalog.theme", verbose_name="theme"),
        ),
        migrations.RunPython(make_themes, migrations.RunPython.noop),
        migrations.RunPython(refer_to_themes, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="sectiontheme", name="section_theme_once"),
        migrations.RemoveField(model_name="sectiontheme", name="theme"),
        migrations.RemoveField(model_name="historicalsectiontheme", name="theme"),
        migrations.RenameField(model_name="sectiontheme", old_name="theme_row", new_name="theme"),
        migrations.RenameField(model_name="historicalsectiontheme", old_name="theme_row", new_name="theme"),
        migrations.AlterField(
            model_name="sectiontheme",
            name="theme",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="of_sections", to="catalog.theme", verbose_name="theme"),
        ),
        migrations.AddConstraint(
            model_name="sectiontheme",
            constraint=models.UniqueConstraint(fields=("section", "theme"), name="section_theme_once", violation_error_message="This section has this theme already."),
        ),
    ]
