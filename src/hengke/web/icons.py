"""Icons as inline SVG from the lucide wheel, rendered once per name and size."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18) -> SafeString:
    """Decorative: hidden from screen readers. A name that does not exist raises."""
    drawn = lucide(name, size=size, aria_hidden="true", focusable="false")
    return mark_safe(drawn)  # noqa: S308 - made of the wheel's own files, no user text
