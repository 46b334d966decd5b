from datetime import timedelta

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.utils import timezone


def give_terms_their_agreements(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What a term promised of data becomes its agreement; one that is on record already only gains what it lacks."""
    agreements = apps.get_model("requests_app", "DataAgreement").objects
    promising = Q(data_day_count__isnull=False) | Q(data_row_count__isnull=False) | ~Q(data_fields=[])
    for term in apps.get_model("requests_app", "SettlementTerm").objects.filter(promising).select_related("case"):
        days = term.data_day_count or None  # none is no promise of days
        first = term.data_from_on if days else None
        promised = {
            "since_on": first,
            "until_on": first + timedelta(days=days - 1) if first else None,
            "day_count": None if first else days,
            "row_count": term.data_row_count,
            "rows_within_percent": term.data_rows_within_percent,
            "fields": term.data_fields,
        }
        found = agreements.filter(settlement_term=term).first()
        if found is None:
            agreements.create(
                matter_id=term.case.matter_id, settlement_term=term, recorded_at=timezone.now(), **promised
            )
            continue
        if found.row_count is None:
            found.row_count, found.rows_within_percent = term.data_row_count, term.data_rows_within_percent
        found.fields = found.fields or term.data_fields
        found.save(update_fields=["row_count", "rows_within_percent", "fields"])


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0041_risks_of_releases_by_whom"),
    ]

    operations = [
        migrations.AddField(
            model_name='dataagreement',
            name='day_count',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Where no period is agreed, only its length.', null=True, verbose_name='Days, whichever they are'),
        ),
        migrations.AddField(
            model_name='dataagreement',
            name='rows_within_percent',
            field=models.PositiveSmallIntegerField(default=0, help_text='For a number that is only about right.', verbose_name='Rows may fall short by percent'),
        ),
        migrations.AlterField(
            model_name='dataagreement',
            name='since_on',
            field=models.DateField(blank=True, help_text="On the agency's clock.", null=True, verbose_name='First day'),
        ),
        migrations.AlterField(
            model_name='dataagreement',
            name='until_on',
            field=models.DateField(blank=True, help_text='Included.', null=True, verbose_name='Last day'),
        ),
        migrations.AddConstraint(
            model_name='dataagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('since_on__isnull', True), ('until_on__isnull', True)), models.Q(('since_on__isnull', False), ('until_on__isnull', False)), _connector='OR'), name='an_agreed_period_has_both_its_ends', violation_error_message='Give both the first and the last day, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='dataagreement',
            constraint=models.CheckConstraint(condition=models.Q(('day_count__isnull', True), models.Q(('day_count__gt', 0), ('since_on__isnull', True)), _connector='OR'), name='days_are_counted_only_where_no_period_is_agreed', violation_error_message='Give either the period or the number of its days.'),
        ),
        migrations.AddConstraint(
            model_name='dataagreement',
            constraint=models.CheckConstraint(condition=models.Q(('rows_within_percent__lte', 50)), name='about_so_many_rows_are_more_than_half'),
        ),
        migrations.RunPython(give_terms_their_agreements, migrations.RunPython.noop),
    ]
