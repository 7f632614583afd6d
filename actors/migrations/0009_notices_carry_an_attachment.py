from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0008_keys_are_unique")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="attachment",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="attachment_type",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attachment", ""), models.Q(("attachment_type", ""), _negated=True), _connector="OR"
                ),
                name="notice_attachment_has_its_type",
            ),
        ),
    ]
