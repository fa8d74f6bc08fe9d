"""How a person wants pages to look: one frozen value, from the user's row or from cookies.

The row wins; cookies keep the look on the log-in page and for a browser that was just opened.
The market colours (which of red and green means a rise) are independent of the language; where
nobody chose, Chinese pages follow Chinese custom and English pages the international one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("zh-hans", "en")
THEMES = ("auto", "light", "dark")
MARKETS = ("cn", "intl")
DENSITIES = ("comfortable", "compact")
KEYS = ("on", "off")
CHOICES = {
    "language": LANGUAGES,
    "theme": THEMES,
    "market": ("", *MARKETS),
    "density": DENSITIES,
    "keys": KEYS,
}
COOKIE_PREFIX = "hengke_"
COOKIE_SECONDS = 365 * 86_400


@dataclass(frozen=True)
class Preferences:
    """`market` empty means: as the language suggests. `keys` switches single-letter shortcuts."""

    language: str = "zh-hans"
    theme: str = "auto"
    market: str = ""
    density: str = "comfortable"
    keys: str = "on"

    @property
    def market_colours(self) -> str:
        return self.market or ("cn" if self.language == "zh-hans" else "intl")

    @property
    def html_language(self) -> str:
        return "zh-Hans" if self.language == "zh-hans" else "en"


def chosen(*, user: Any, cookies: Mapping[str, str]) -> Preferences:
    """What the user's row says, else the cookies, else the defaults; nonsense counts as unsaid."""
    return Preferences(**{name: _value(name, user, cookies) for name in CHOICES})


def _value(name: str, user: Any, cookies: Mapping[str, str]) -> str:
    default = getattr(Preferences, name)
    known = CHOICES[name]
    candidates = (getattr(user, name, None), cookies.get(COOKIE_PREFIX + name))
    return next((value for value in candidates if value and value in known), default)
