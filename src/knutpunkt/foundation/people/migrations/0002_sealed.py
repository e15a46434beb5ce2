import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        SealField(
            model_name='guardianship',
            name='blocked_reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='nationalid',
            name='blind_index',
            field=knutpunkt.foundation.sealing.field.BlindIndexField(db_index=True, max_length=72, of='value'),
        ),
        seal_rows("people", guardianship="blocked_reason"),
    ]
