"""The signing key: made once, kept in the home, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from hengke.pipelines.home import Home

FILE = "secret.key"


def path(home: Home) -> Path:
    return home.path / FILE


def read(home: Home) -> str:
    """The home's key. Without one, a key for this process only: reading creates nothing."""
    file = path(home)
    return file.read_text(encoding="ascii").strip() if file.exists() else secrets.token_urlsafe(48)


def ensure(home: Home) -> Path:
    """Make the key unless there is one; two starts at once agree on the first one's."""
    file = path(home)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        file.chmod(0o600)
        return file
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
    return file
