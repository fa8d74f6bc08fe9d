"""Files of a request that are too large for memory: on disk only enciphered, under a key that lives
as long as the request. Django's own handler would write them in plain."""

from __future__ import annotations

import io
import os
import tempfile
from typing import IO, Any, cast

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

BLOCK = 16


class EncipheredFile(io.RawIOBase):
    """A nameless file of AES-CTR under a key of its own: written once from its beginning, then read
    from wherever it is sought. The key is never written; with this object the bytes are gone."""

    def __init__(self) -> None:
        super().__init__()
        self._cipher, self._start = AES256(os.urandom(32)), os.urandom(BLOCK)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._sealing = Cipher(self._cipher, CTR(self._start)).encryptor()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, plain: Any) -> int:
        self._file.write(self._sealing.update(bytes(plain)))
        return len(plain)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        at = self._file.tell()
        sealed = self._file.read(len(buffer))
        opening = Cipher(self._cipher, CTR(self._counter(at // BLOCK))).decryptor()
        opening.update(bytes(at % BLOCK))
        plain = opening.update(sealed)
        buffer[: len(plain)] = plain
        return len(plain)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _counter(self, block: int) -> bytes:
        """Where the key stream stands at the block; the counter wraps around."""
        count = int.from_bytes(self._start) + block
        return (count % (1 << 8 * BLOCK)).to_bytes(BLOCK)


class EncipheredUploadHandler(FileUploadHandler):
    """Takes what the handlers before it do not take into memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = EncipheredFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self._file.seek(0)
        return UploadedFile(
            file=cast("IO[bytes]", self._file), name=self.file_name, size=file_size,
            content_type=self.content_type, charset=self.charset,
            content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """The sender went away."""
        if hasattr(self, "_file"):
            self._file.close()
