import knutpunkt.foundation.sealing.field
from django.db import migrations
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0002_dated_routines'),
    ]

    operations = [
        SealField(
            model_name='absenceinvestigation',
            name='causes',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='absenceinvestigation',
            name='conclusion',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='absenceinvestigation',
            name='reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True),
        ),
        SealField(
            model_name='concern',
            name='answer_reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='concern',
            name='childs_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='concern',
            name='described_as',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='concern',
            name='flags',
            field=knutpunkt.foundation.sealing.field.SealedJSONField(blank=True, default=list, editable=True),
        ),
        SealField(
            model_name='concern',
            name='mentor_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='concern',
            name='protects',
            field=knutpunkt.foundation.sealing.field.SealedJSONField(blank=True, default=dict, editable=True),
        ),
        SealField(
            model_name='concern',
            name='since_when',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='concern',
            name='what_seen',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='concern',
            name='what_tried',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='reportofconcern',
            name='childs_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='reportofconcern',
            name='earlier_concerns',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='reportofconcern',
            name='facts',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True),
        ),
        SealField(
            model_name='reportofconcern',
            name='guardians_not_informed_because',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='reportofconcern',
            name='interpretation',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='reportofconcern',
            name='safe_now_words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=500),
        ),
        SealField(
            model_name='reportofconcern',
            name='since_when',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=300),
        ),
        SealField(
            model_name='reportofconcern',
            name='support_given',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        seal_rows("concerns", absenceinvestigation="causes conclusion reason", concern="answer_reason childs_words described_as flags mentor_words protects since_when what_seen what_tried", reportofconcern="childs_words earlier_concerns facts guardians_not_informed_because interpretation safe_now_words since_when support_given"),
    ]
