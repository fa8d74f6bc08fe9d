"""A refusal says what is wrong and what to do; each kind ends the command with its own code."""

from __future__ import annotations

from datetime import UTC

from hengke.kernel import clock
from hengke.kernel.errors import (
    Broken,
    Busy,
    HengkeError,
    NeedsConfirmation,
    NotComputed,
    PolicyError,
    Refused,
)  # fmt: skip


def test_a_refusal_carries_the_next_step():
    refused = Refused("No such file.", next_step="Check the name.")
    assert str(refused) == "No such file. Check the name."
    assert str(Refused("No such file.")) == "No such file."


def test_exit_codes_tell_the_kinds_apart():
    codes = [kind.exit_code for kind in (Refused, NotComputed, NeedsConfirmation, Busy)]
    assert codes == [2, 3, 4, 5]
    assert PolicyError("x").exit_code == 2
    assert not issubclass(Broken, Refused)
    assert issubclass(Broken, HengkeError)


def test_the_clock_speaks_utc():
    assert clock.now().tzinfo is UTC
