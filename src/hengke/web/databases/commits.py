"""What must be the last thing of a transaction: done just before its commit, and part of it.

Django has `on_commit`, which comes after; a failure there would leave the change without its trail.
`connection.before_commit[name] = function` is called with the connection, once, and is forgotten
when the transaction is rolled back. A failure rolls the whole transaction back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class AskedBeforeCommit:
    """Mixed into Django's connection.

    `companion()` is a second connection to the same database that is never in a transaction: what
    others have committed since this one took its snapshot. It is closed with this one.
    """

    before_commit: dict[str, Callable[[Any], None]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before_commit = {}
        self._companion: Any = None

    def commit(self) -> None:
        asked, self.before_commit = self.before_commit, {}
        try:
            for function in asked.values():
                function(self)
        except BaseException:
            self.rollback()
            raise
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        self.before_commit = {}
        super().rollback()  # type: ignore[misc]

    def close(self) -> None:
        self.before_commit = {}
        if self._companion is not None:
            self._companion.close()
        super().close()  # type: ignore[misc]

    def companion(self) -> Any:
        if self._companion is None:
            self._companion = self.copy()  # type: ignore[attr-defined]
        self._companion.close_if_unusable_or_obsolete()
        return self._companion
