from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("capitalisation", "capitalisation report"),
    ("bilan", "two programmes side by side"),
    ("copil", "file of a committee meeting"),
    ("brief", "one-page brief before a meeting"),
    ("decisions", "record of decisions, one page"),
    ("decisions_long", "record of decisions with the discussions, two pages"),
]
ABOUT_MEETINGS = ("copil", "brief", "decisions", "decisions_long")


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_editions_of_two_programmes")]

    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=16, verbose_name="kind"),
            )
            for model in ("edition", "schedule")
        ),
        migrations.RemoveConstraint("edition", "edition_of_a_meeting_names_it"),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=Q(kind__in=ABOUT_MEETINGS, meeting__isnull=False)
                | (~Q(kind__in=ABOUT_MEETINGS) & Q(meeting__isnull=True)),
                name="edition_of_a_meeting_names_it",
            ),
        ),
    ]
