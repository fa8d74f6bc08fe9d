"""Secrets of factors and providers, sealed under the home's keys."""

from __future__ import annotations

from django.conf import settings

from hengke.kernel import clock
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.sealing import Sealer


def sealer() -> Sealer:
    """The home gets its first key ring with its first secret."""
    return Sealer(ring.load_or_make(settings.HENGKE_HOME, now=clock.now()), ring.SECRETS)
