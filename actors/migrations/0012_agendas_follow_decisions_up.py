from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0011_cancelled_meetings_say_why")]

    operations = [
        migrations.AlterField(
            model_name='agendaitem',
            name='kind',
            field=models.CharField(choices=[('objective', 'objective'), ('subject', 'subject'), ('message', 'message'), ('to_decide', 'to decide'), ('follow_up', 'follow-up of decisions')], default='subject', max_length=12, verbose_name='kind'),
        ),
    ]
