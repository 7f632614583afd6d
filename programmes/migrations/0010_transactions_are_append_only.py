from django.db import migrations

from lib import append_only


def forwards(apps, schema_editor):
    append_only.install(schema_editor, "programmes_transaction")


def backwards(apps, schema_editor):
    append_only.remove(schema_editor, "programmes_transaction")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0009_money_of_programmes")]

    operations = [migrations.RunPython(forwards, backwards)]
