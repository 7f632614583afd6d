from django.db import migrations, models

KINDS = [
    ("capitalisation", "capitalisation report"),
    ("bilan", "two programmes side by side"),
    ("copil", "file of a committee meeting"),
    ("decisions", "record of decisions, one page"),
    ("decisions_long", "record of decisions with the discussions, two pages"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_editions_about_meetings")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16, verbose_name="kind"),
        )
        for model in ("edition", "schedule")
    ]
