from pathlib import Path

from django.conf import settings
from django.db import migrations

import knutpunkt.foundation.sealing.field
from knutpunkt.foundation.sealing.files import seal_in_place
from knutpunkt.foundation.sealing.migrating import SealField, seal_rows


def seal_files(apps, schema_editor):
    """Files from before they were sealed."""
    for key in apps.get_model("cases", "attachment")._base_manager.values_list("pk", flat=True):
        path = Path(settings.ATTACHMENTS) / key.hex[:2] / key.hex
        if path.exists():
            seal_in_place(path, place=f"cases_attachment:{key}")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        SealField(
            model_name='attachment',
            name='name',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=200),
        ),
        SealField(
            model_name='childsview',
            name='asked_about',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=200),
        ),
        SealField(
            model_name='childsview',
            name='words',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True),
        ),
        SealField(
            model_name='note',
            name='heading',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=150),
        ),
        SealField(
            model_name='note',
            name='text',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True),
        ),
        SealField(
            model_name='notecorrection',
            name='heading_before',
            field=knutpunkt.foundation.sealing.field.SealedTextField(blank=True, editable=True, max_length=150),
        ),
        SealField(
            model_name='notecorrection',
            name='reason',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True, max_length=300),
        ),
        SealField(
            model_name='notecorrection',
            name='text_before',
            field=knutpunkt.foundation.sealing.field.SealedTextField(editable=True),
        ),
        seal_rows("cases", attachment="name", childsview="asked_about words", note="heading text", notecorrection="heading_before reason text_before"),
        migrations.RunPython(seal_files, migrations.RunPython.noop),
    ]
