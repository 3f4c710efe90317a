"""Managers were owners, and guests were viewers."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

NAMES = {"owner": "manager", "viewer": "guest"}


def rename(apps: Any, _schema_editor: Any) -> None:
    """Give every row its role's present name."""
    for old, new in NAMES.items():
        apps.get_model("annotations", "Membership").objects.filter(role=old).update(role=new)


def rename_back(apps: Any, _schema_editor: Any) -> None:
    """Give every row its role's former name."""
    for old, new in NAMES.items():
        apps.get_model("annotations", "Membership").objects.filter(role=new).update(role=old)


class Migration(migrations.Migration):
    """Rename two of the four roles, in rows too."""

    dependencies = [("annotations", "0001_initial")]

    operations = [
        migrations.RunPython(rename, rename_back),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("manager", "manager"),
                    ("reviewer", "reviewer"),
                    ("annotator", "annotator"),
                    ("guest", "guest"),
                ],
                default="annotator",
                max_length=20,
            ),
        ),
    ]
