"""Receipts of data whose file is not here have a state of their own, and are not called cancelled."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def name_them(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("requests_app", "Dataset").objects.filter(document=None, upload=None)
    rows.filter(state="cancelled", stage="The file is not kept here").update(state="receipt", stage="")


def name_them_cancelled(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("requests_app", "Dataset").objects.filter(state="receipt")
    rows.update(state="cancelled", stage="The file is not kept here")


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0044_wordings_by_language'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dataset',
            name='state',
            field=models.CharField(choices=[('arriving', 'Being kept'), ('to_confirm', 'To be confirmed'), ('waiting', 'Waiting to be read'), ('reading', 'Being read'), ('ready', 'Reconciled'), ('failed', 'Could not be read'), ('cancelled', 'Cancelled'), ('receipt', 'Receipt only')], db_index=True, default='to_confirm', max_length=12),
        ),
        migrations.RunPython(name_them, name_them_cancelled),
    ]
