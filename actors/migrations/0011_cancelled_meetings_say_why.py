from django.db import migrations

import lib.fields


class Migration(migrations.Migration):
    dependencies = [("actors", "0010_seats_count_their_versions")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="cancelled_because",
            field=lib.fields.LineField(
                blank=True, default="", max_length=250, verbose_name="why it was cancelled"
            ),
            preserve_default=False,
        ),
    ]
