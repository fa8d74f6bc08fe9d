"""What a page has to add to the probabilities of a model that the plain way beats."""

from __future__ import annotations

from typing import Any

from django import template

from hengke.apps.register import plain

register = template.Library()


@register.inclusion_tag("register/parts/doubt.html")
def doubt(kind: str, policy: str) -> dict[str, Any]:
    """Nothing where the model is not worse than the plain way, or there is none. One query."""
    return {"found": plain.worse(kind, policy)}
