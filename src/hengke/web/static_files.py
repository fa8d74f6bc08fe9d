"""Static files: named by content and compressed once prepared, plain as packed until then."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PreparedStorage(CompressedManifestStaticFilesStorage):
    """`hengke serve` prepares files into the home; tests and `runserver` use them as they lie."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
