"""Registers the app under the word every layer uses."""

from __future__ import annotations

from functools import partial

from django.apps import AppConfig

from hengke.web.preferences import CHOICES


class IdentityConfig(AppConfig):
    name = "hengke.apps.identity"
    label = "identity"

    def ready(self) -> None:
        """Every log-in begins a session row, whatever its way; every lock leaves an audit row; the
        audit log knows what preferences are called."""
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from hengke.apps.audit import api as audit
        from hengke.apps.identity import actions, forms
        from hengke.apps.identity.sessions.actions import begun, left

        user_logged_in.connect(begun, dispatch_uid="identity.begun")
        user_logged_out.connect(left, dispatch_uid="identity.left")
        user_locked_out.connect(actions.locked, dispatch_uid="identity.locked")
        for name in CHOICES:
            audit.learn_words(name, partial(forms.words_of, name))
