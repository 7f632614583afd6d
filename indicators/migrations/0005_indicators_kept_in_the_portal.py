import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0008_keys_are_unique'),
        ('indicators', '0004_explanations_and_decisions'),
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='indicator',
            name='is_kept_here',
            field=models.BooleanField(default=False, verbose_name='kept in the portal'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_indicators', to='actors.organisation', verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='dimensions',
            field=models.ManyToManyField(blank=True, related_name='indicators', to='indicators.dimension', verbose_name='broken down by'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='plan_items',
            field=models.ManyToManyField(blank=True, related_name='indicators', to='regions.planitem', verbose_name='contributes to'),
        ),
    ]
