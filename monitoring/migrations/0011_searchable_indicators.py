from django.db import migrations

from catalog.search_columns import added_search_columns


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0010_word_index")]

    operations = added_search_columns("monitoring", {"Indicator": ["name", "unit"]})
