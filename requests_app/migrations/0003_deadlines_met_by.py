from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0002_reminders_wait_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="met_by",
            field=models.CharField(blank=True, help_text="Which recorded fact ended it.", max_length=100),
        ),
    ]
