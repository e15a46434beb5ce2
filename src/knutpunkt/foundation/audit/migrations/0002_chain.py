"""The trail becomes a chain; what was written before it is chained as it lies, and counted in an event.

The canonical form is read from the verifier as it stands: whoever adds a column to it looks here too.
"""

from datetime import UTC, datetime
from itertools import groupby

from django.db import migrations, models

from knutpunkt.foundation.audit import triggers
from knutpunkt.foundation.audit.chain import Entry, append
from knutpunkt.foundation.audit.models import PlainJSON
from knutpunkt.verifier.form import SEPARATOR, START, event_id, place
from knutpunkt.verifier.sources import PostgreSQL, SQLite
from hashlib import sha256

AT_ONCE = 1000


def step_aside(apps, schema_editor):
    triggers.step_aside(schema_editor.connection)


def chain_what_is_there(apps, schema_editor):
    """Give every event its place, then its hash, then say in each chain how many came from before."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('knutpunkt.recording', 'on', true)")
        heads = _place_all(cursor, apps.get_model("audit", "ChainHead"))
        _hash_all(connection, cursor, heads)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _tell(heads)


def _place_all(cursor, ChainHead):
    cursor.execute("SELECT id, municipality FROM audit_event ORDER BY id")
    heads, moved, stayed = {}, [], []
    for old, municipality in cursor.fetchall():
        chain = str(municipality).replace("-", "") if municipality else "system"
        head = heads.get(chain)
        if head is None:
            head = heads[chain] = ChainHead.objects.create(chain=chain, last_hash=START)
        head.count += 1
        new = event_id(head.pk, head.count)
        moved.append((new, chain, head.count, old))
        stayed.append((new, old))
    cursor.executemany("UPDATE audit_eventchild SET event_id = %s WHERE event_id = %s", stayed)
    cursor.executemany("UPDATE audit_event SET id = %s, chain = %s, position = %s WHERE id = %s", moved)
    return {head.pk: head for head in heads.values()}


def _hash_all(connection, cursor, heads):
    raw = connection.connection
    source = PostgreSQL(raw) if connection.vendor == "postgresql" else SQLite(raw)
    children = groupby(source.children(), key=lambda row: row[0])
    waiting = next(children, None)
    hashed = []
    for key, _, line in source.events():
        own = []
        if waiting is not None and waiting[0] == key:
            own = [child for _, child in waiting[1]]
            waiting = next(children, None)
        head = heads[place(key)[0]]
        sealed = line + head.last_hash.encode() + SEPARATOR.encode() + b",".join(own)
        found = sha256(sealed).hexdigest()
        hashed.append((head.last_hash, found, key))
        head.last_hash = found
    cursor.executemany("UPDATE audit_event SET previous = %s, hash = %s WHERE id = %s", hashed)
    for head in heads.values():
        head.save()


def _tell(heads):
    for head in heads.values():
        values = dict.fromkeys(
            "person assignment unit agency municipality disclosure consent also_person emergency".split()
        )
        values["municipality"] = None if head.chain == "system" else head.chain
        values |= {"action": "trail.chained", "actor_kind": "system", "profession": "", "channel": "command"}
        values |= {"objects_touched": "[]", "grounds": "[]"}
        values["purpose"] = f"{head.count} händelser skrevs innan kedjan fanns och kedjades i efterhand."
        append([Entry(chain=head.chain, values=values, children=())])


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(step_aside, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=32, unique=True)),
                ("count", models.BigIntegerField(default=0)),
                ("last_hash", models.CharField(max_length=64)),
                ("last_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "kedja"},
        ),
        migrations.CreateModel(
            name="DroppedSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=32)),
                ("first_event", models.BigIntegerField()),
                ("last_event", models.BigIntegerField()),
                ("months", models.CharField(max_length=20)),
                ("last_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"verbose_name": "gallrat segment"},
        ),
        migrations.AddField("event", "chain", models.CharField(max_length=32, default=""), preserve_default=False),
        migrations.AddField("event", "position", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("event", "also_person", models.UUIDField(null=True)),
        migrations.AddField("event", "emergency", models.UUIDField(null=True)),
        migrations.AddField("event", "previous", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.AddField("event", "hash", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.AlterField("event", "grounds", models.JSONField(default=list, encoder=PlainJSON)),
        migrations.AlterField("event", "objects_touched", models.JSONField(default=list, encoder=PlainJSON)),
        migrations.AlterField(
            "eventchild",
            "event",
            models.ForeignKey(
                db_index=False, on_delete=models.deletion.PROTECT, related_name="children", to="audit.event"
            ),
        ),
        migrations.AddConstraint(
            "eventchild",
            models.UniqueConstraint(fields=("event", "child"), name="audit_child_once_an_event"),
        ),
        migrations.RunPython(chain_what_is_there, migrations.RunPython.noop),
    ]
