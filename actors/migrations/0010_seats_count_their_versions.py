from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0009_notices_carry_an_attachment")]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
