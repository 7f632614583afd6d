import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0007_give_meetings_and_decisions_a_key")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
