from django.db import migrations

from lib import append_only


def forwards(apps, schema_editor):
    append_only.install(schema_editor, "actors_event")


def backwards(apps, schema_editor):
    append_only.remove(schema_editor, "actors_event")


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
