"""Log-in by user name and password; no groups, no permissions: the role decides."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from hengke.apps.identity.models import User
from hengke.kernel import clock


class StaffBackend(BaseBackend):
    """Takes the same time for a user name that does not exist.

    A password that was given by somebody else opens until its day.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        user = User.objects.filter(username=username).first()
        if user is None:
            User().set_password(password)
            return None
        right = user.check_password(password)
        late = user.once_until is not None and clock.now() > user.once_until
        return user if right and user.is_active and not late else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
