"""Where deliveries lie: one folder each below HOME/inbox, with names that cannot lead elsewhere."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.pipelines.intake import uploads
from hengke.pipelines.intake.looks import without_numbers
from hengke.pipelines.intake.uploads import UPLOADED

LARGEST_BYTES = 2 * 1024**3
LONGEST_NAME = 120
MOST_FILES = 100
MOST_FOLDERS = 200
NOT_OFFERED = (".", UPLOADED)
DISK_RESERVE = 512 * 1024**2  # left free, so that the database and the lake can still write


@dataclass(frozen=True)
class Folder:
    """A folder of the inbox that somebody else put there."""

    name: str
    files: int
    bytes: int


def keep(
    home: Home, sent: Sequence[UploadedFile], *, now: datetime
) -> tuple[str, list[dict[str, object]]]:
    """Seal the files into a new folder; its name, and each file's name and size.

    Nothing stays behind when one of them is refused or the disk is full.
    """
    names = _checked(home, sent)
    files = dict(zip(names, sent, strict=True))
    try:
        chunks = {name: file.chunks() for name, file in files.items()}
        folder = uploads.keep(home, chunks, now=now)
    except OSError as error:
        raise Refused(
            _("The files could not be stored: %(why)s.") % {"why": error.strerror or error},
            next_step=_("Free some space for the home, then upload them again."),
        ) from error
    return folder, [{"name": name, "bytes": files[name].size or 0} for name in sorted(files)]


def check_size(length: int) -> None:
    """Before a byte is read: the browser says how much is coming."""
    if length > LARGEST_BYTES:
        raise Refused(
            _("The files are larger than the %(limit)d GB that can be uploaded.")
            % {"limit": LARGEST_BYTES // 1024**3},
            next_step=_("Put them into a folder below the home's inbox and pick it here."),
        )


def _checked(home: Home, sent: Sequence[UploadedFile]) -> list[str]:
    if not sent:
        raise Refused(
            _("No file was chosen."),
            next_step=_("Choose the files, or pick a folder of the inbox."),
        )
    if len(sent) > MOST_FILES:
        raise Refused(
            _("More than %(most)d files at once.") % {"most": MOST_FILES},
            next_step=_("Put them into a folder below the home's inbox and pick it here."),
        )
    total = sum(file.size or 0 for file in sent)
    check_size(total)
    if shutil.disk_usage(home.path).free < total + DISK_RESERVE:
        raise Refused(
            _("There is not enough space left on the home's disk."),
            next_step=_("Free some space, then upload the files again."),
        )
    names = [file_name(file.name or "") for file in sent]
    if len({name.casefold() for name in names}) != len(names):
        raise Refused(_("Two of the files have the same name."), next_step=_("Rename one of them."))
    return names


def file_name(name: str) -> str:
    """The name as it is kept: the last part alone, in one form of Unicode, and nothing hidden."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    if not last or last.startswith(".") or not last.isprintable() or len(last) > LONGEST_NAME:
        raise Refused(
            _("“%(name)s” is not a name under which a file can be kept.") % {"name": name[:60]},
            next_step=_("Rename the file, then upload it again."),
        )
    if without_numbers(last) != last:
        raise Refused(
            _(
                "The name of a file is kept and shown: it must not hold a telephone number, an "
                "identity number or an e-mail address."
            ),
            next_step=_("Rename the file, then upload it again."),
        )
    return last


def place_of(home: Home, folder: str) -> Path:
    """The folder's place; a name that would lead out of the inbox is refused."""
    place = home.inbox / folder
    hidden = not folder or folder.startswith(".")
    if hidden or Path(folder).name != folder or place.is_symlink():
        raise Refused(_("That is not a folder of the inbox."), next_step=_("Pick one of the list."))
    if not place.is_dir():
        raise Refused(
            _("The folder %(name)s is no longer in the inbox.") % {"name": folder},
            next_step=_("Deliver it again."),
        )
    return place


def listed(home: Home, folder: str) -> list[dict[str, object]]:
    """Names and sizes of the files of a folder, by name."""
    place = place_of(home, folder)
    files = [path for path in sorted(place.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [
        {"name": without_numbers(path.relative_to(place).as_posix()), "bytes": path.stat().st_size}
        for path in files[:MOST_FILES]
    ]


def folders(home: Home) -> list[Folder]:
    """What others have put into the inbox, by name. Uploads are deliveries already; hidden
    folders and links are not offered."""
    if not home.inbox.is_dir():
        return []
    found = []
    places = (one for one in sorted(home.inbox.iterdir()) if not one.name.startswith(NOT_OFFERED))
    for place in islice(places, MOST_FOLDERS):
        if place.is_dir() and not place.is_symlink():
            files = listed(home, place.name)
            size = sum(int(str(file["bytes"])) for file in files)
            found.append(Folder(place.name, len(files), size))
    return [folder for folder in found if folder.files]
