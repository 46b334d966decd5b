from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0042_agreements_of_terms"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='settlementterm',
            name='a_period_of_data_has_a_length',
        ),
        migrations.RemoveConstraint(
            model_name='settlementterm',
            name='about_so_many_rows_is_more_than_half',
        ),
        migrations.RemoveField(
            model_name='settlementterm',
            name='data_day_count',
        ),
        migrations.RemoveField(
            model_name='settlementterm',
            name='data_fields',
        ),
        migrations.RemoveField(
            model_name='settlementterm',
            name='data_from_on',
        ),
        migrations.RemoveField(
            model_name='settlementterm',
            name='data_row_count',
        ),
        migrations.RemoveField(
            model_name='settlementterm',
            name='data_rows_within_percent',
        ),
    ]
