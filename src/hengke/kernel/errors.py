"""Two ways to fail: refuse (the person can act on it) or break (an engineer must)."""

from __future__ import annotations

from hengke.kernel.sentences import sentence


class HengkeError(Exception):
    """Base of every error this project raises on purpose."""


class Refused(HengkeError):
    """The request cannot be met as it stands; shown to the person, with what to do next.

    Both may be templates whose `parts` are given by name, so that a page can say them in another
    language: `Refused("{file} is empty.", next_step="Deliver it again.", file=name)`.
    `exit_code` is what the command line ends with (docs/operations.md lists them).
    """

    exit_code = 2

    def __init__(self, message: str, *, next_step: str = "", **parts: object) -> None:
        self.message = sentence(message, **parts)
        self.next_step = sentence(next_step, **parts)
        super().__init__(f"{self.message} {self.next_step}".strip())


class PolicyError(Refused):
    """A policy file contradicts itself or names something that does not exist."""


class NotComputed(Refused):
    """There is no result for the date asked for; the next step names the command that makes it."""

    exit_code = 3


class NeedsConfirmation(Refused):
    """The delivery looks unlike the last one; nothing is written until a person confirms.

    `report` is what was found, as JSON, for whoever decides.
    """

    exit_code = 4
    report: dict[str, object] | None = None


class Busy(Refused):
    """Another command is writing to this home."""

    exit_code = 5


class Broken(HengkeError):
    """Something that should be impossible; logged, never explained to the person."""
