"""Reports of releases tell the risk for each kind of those who are named; so far there were plates alone."""

from django.db import migrations


def name_the_plates(apps, schema_editor):
    for release in apps.get_model("requests_app", "Release").objects.exclude(report={}):
        report = release.report
        if "cells" in report:
            risk = {"crowd": "plates", "cells": report.pop("cells"), "unicity": report.pop("unicity", [])}
            release.report = {**report, "risks": [risk], "drawn": None, "withheld": {}}
            release.save(update_fields=["report"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0040_releases_of_every_shape")]

    operations = [migrations.RunPython(name_the_plates, migrations.RunPython.noop, elidable=True)]
