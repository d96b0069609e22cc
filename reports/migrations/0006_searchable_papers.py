from django.db import migrations

from catalog.search_columns import added_search_columns


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_one_type")]

    operations = added_search_columns("reports", {"CouncilPaper": ["subject", "reference"]})
