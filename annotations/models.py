"""What the Django admin shows: people's roles, and projects as rows of the same collection."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Membership(models.Model):
    """One person's role in one project."""

    ROLES: ClassVar = [
        ("manager", "manager"),
        ("reviewer", "reviewer"),
        ("annotator", "annotator"),
        ("guest", "guest"),
    ]

    project_id = models.CharField(max_length=40, help_text="the project's id, prj_…")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=ROLES, default="annotator")

    class Meta:
        """One role per person and project."""

        db_table = "memberships"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project_id", "user"], name="one_role_per_person_and_project")
        ]

    def __str__(self) -> str:
        """Return who is what where."""
        return f"{self.user} is {self.role} of {self.project_id}"


class ProjectRow(models.Model):
    """A project as the admin shows it. All but the name is edited in the portal."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=40, editable=False)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        """The collection belongs to `store/`; Django only reads it."""

        db_table = "projects"
        managed = False
        verbose_name = "project"

    def __str__(self) -> str:
        """Return the name."""
        return self.name
