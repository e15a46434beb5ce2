import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0001_initial'),
    ]

    operations = [
        SealField(
            model_name='followup',
            name='childs_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='followup',
            name='summary',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='goalprogress',
            name='words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        seal_rows("followup", followup="childs_words summary", goalprogress="words"),
    ]
