"""The admin site of this app."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from annotations.models import Membership, ProjectRow


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Roles."""

    list_display = ("project_id", "user", "role")
    list_filter = ("role",)
    search_fields = ("project_id",)


@admin.register(ProjectRow)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Projects: rename here, everything else in the portal."""

    list_display = ("name", "id", "created_at")
    search_fields = ("name",)
    readonly_fields = ("id", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Projects are made in the portal, where they get labels and a manager."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ProjectRow | None = None) -> bool:
        """Nothing that people have labelled disappears from here."""
        return False
