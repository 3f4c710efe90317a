"""Sign-in at the admin site: as slow to guess as everywhere, and no way around a second factor."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from annotations.errors import CodeNeeded, PortalError
from annotations.lockout import check_credentials


class AdminDoor(AdminAuthenticationForm):
    """Asks the portal's own check; who has a second factor signs in at the portal's page first."""

    def clean(self) -> dict[str, Any]:
        """Find the user.

        Raises:
            ValidationError: there is none, too many tries failed, or a code is needed.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password and isinstance(self.request, HttpRequest):
            try:
                self.user_cache = check_credentials(self.request, name, password, None)
            except CodeNeeded as fault:
                message = (
                    "You sign in with a code too: do so at the portal's page /login, then come back here."
                )
                raise ValidationError(message) from fault
            except PortalError as fault:
                raise ValidationError(fault.message) from fault
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data
