from django.db import migrations

from lib import append_only


def forwards(apps, schema_editor):
    append_only.install(schema_editor, "reports_snapshot")


def backwards(apps, schema_editor):
    append_only.remove(schema_editor, "reports_snapshot")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_snapshots_and_headlines")]

    operations = [migrations.RunPython(forwards, backwards)]
