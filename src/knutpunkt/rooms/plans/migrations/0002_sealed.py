import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0001_initial'),
    ]

    operations = [
        SealField(
            model_name='assessment',
            name='childs_view',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='assessment',
            name='summary',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='factor',
            name='words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='goal',
            name='words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        SealField(
            model_name='plan',
            name='present_situation',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='plan',
            name='title',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=150),
        ),
        SealField(
            model_name='supportmeasure',
            name='ended_because',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='supportmeasure',
            name='how_we_know',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        SealField(
            model_name='supportmeasure',
            name='what',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        seal_rows("plans", assessment="childs_view summary", factor="words", goal="words", plan="present_situation title", supportmeasure="ended_because how_we_know what"),
    ]
