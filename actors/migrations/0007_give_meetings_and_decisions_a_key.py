import uuid

from django.db import migrations

BATCH = 500


def give(apps, schema_editor):
    """A column added with a default has one and the same key in every row."""
    for name, field in (("Meeting", "uid"), ("Decision", "key")):
        model = apps.get_model("actors", name)
        rows = list(model.objects.order_by("pk").only("pk"))
        for row in rows:
            setattr(row, field, uuid.uuid4())
        model.objects.bulk_update(rows, [field], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("actors", "0006_committees_meet_and_follow_up")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
