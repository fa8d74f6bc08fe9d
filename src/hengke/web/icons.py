"""Icons as inline SVG from the lucide wheel, each one path (docs/adr/0056), once per size."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from hengke.web.icon_paths import joined


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18) -> SafeString:
    """Decorative: hidden from screen readers. A name that does not exist raises."""
    drawn = lucide(name, size=size, aria_hidden="true", focusable="false")
    svg = joined(ElementTree.fromstring(drawn))  # noqa: S314 - made of the wheel's own files
    text = ElementTree.tostring(svg, encoding="unicode")
    return mark_safe(text)  # noqa: S308 - likewise, no user text
