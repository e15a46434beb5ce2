import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KeyCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('sealing', 'förseglingsnyckel'), ('index', 'sökindexnyckel')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('proof', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'nyckelprov',
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='sealing_keycheck_once')],
            },
        ),
        migrations.CreateModel(
            name='Rotation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('sealing', 'förseglingsnyckel'), ('index', 'sökindexnyckel')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('store', models.CharField(blank=True, max_length=100)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('done', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'nyckelbyte',
                'ordering': ('-begun_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('kind',), name='sealing_rotation_one_at_a_time')],
            },
        ),
    ]
