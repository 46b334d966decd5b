import django.db.models.deletion
from django.db import migrations, models

HELP = "Blank while it is not filed yet; then only administrators see it."


def matter(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        help_text=HELP,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="requests_app.matter",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0005_claims_step_by_step"),
    ]

    operations = [
        migrations.AlterField(model_name="dataset", name="matter", field=matter("datasets")),
        migrations.AlterField(model_name="document", name="matter", field=matter("documents")),
    ]
