import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0003_alter_matter_kind'),
    ]

    operations = [
        SealField(
            model_name='commitment',
            name='waits_because',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='commitment',
            name='what',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        SealField(
            model_name='commitmentchange',
            name='reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        seal_rows("commitments", commitment="waits_because what", commitmentchange="reason"),
    ]
