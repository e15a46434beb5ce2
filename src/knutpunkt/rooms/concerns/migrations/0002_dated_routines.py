import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='concernroutine',
            options={'ordering': ('responsible_body', 'valid_from'), 'verbose_name': 'arbetssätt för iakttagelser'},
        ),
        migrations.AddField(
            model_name='concernroutine',
            name='valid_from',
            field=models.DateField(default=datetime.date(2020, 1, 1)),
        ),
        migrations.AlterField(
            model_name='concernroutine',
            name='responsible_body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.responsiblebody'),
        ),
        migrations.AddConstraint(
            model_name='concernroutine',
            constraint=models.UniqueConstraint(fields=('responsible_body', 'valid_from'), name='concerns_routine_once_a_day'),
        ),
    ]
