from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The table of the shared cache (settings.CACHES): counters of attempts, used codes."""

    dependencies = [("actors", "0003_people_are_found_by_name")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
