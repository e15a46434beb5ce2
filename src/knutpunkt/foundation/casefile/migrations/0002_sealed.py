import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('casefile', '0001_initial'),
    ]

    operations = [
        SealField(
            model_name='case',
            name='closing_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='consent',
            name='childs_no_overridden',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='consent',
            name='maturity_reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='consentanswer',
            name='words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='consentrequest',
            name='purpose',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        SealField(
            model_name='disclosure',
            name='ended_because',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='disclosure',
            name='reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        seal_rows("casefile", case="closing_words", consent="childs_no_overridden maturity_reason", consentanswer="words", consentrequest="purpose", disclosure="ended_because reason"),
    ]
