from django.db import migrations

from catalog.search_columns import added_search_columns


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_order_of_municipalities")]

    operations = added_search_columns("catalog", {"Municipality": ["name"], "Office": ["name", "abbreviation"]})
