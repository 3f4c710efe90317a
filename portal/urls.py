"""Every address of the portal."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path, re_path

from annotations.admin_door import AdminDoor
from portal import health, pages
from portal.api import api, unknown_call

admin.site.site_header = "Tandem"
admin.site.site_title = "Tandem"
admin.site.index_title = "People, roles and projects"
admin.site.login_form = AdminDoor
admin.site.site_url = None  # the header links there by name

urlpatterns = [
    path("healthz", health.live),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("health", health.page),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("api/<path:rest>", unknown_call),
    re_path(r"^(?!static/)(?:.*)$", pages.application),
]
handler500 = "portal.pages.server_fault"
handler400 = "portal.pages.bad_request"
