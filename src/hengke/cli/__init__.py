"""The `hengke` command. Heavy libraries are imported inside commands, so that --help is instant."""

from __future__ import annotations

import os
import sys

OWNER_ONLY = 0o077
"""What any command writes belongs to a bank: nobody else on the machine may read it."""


def main() -> None:
    """Run the command; a refusal becomes a message and an exit code, never a traceback.

    Exit codes are listed in docs/operations.md.
    """
    from hengke.cli.app import app
    from hengke.cli.output import explain_breakage, explain_refusal
    from hengke.kernel.errors import Refused

    os.umask(OWNER_ONLY)
    try:
        app()
    except Refused as refusal:
        sys.exit(explain_refusal(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("HENGKE_DEBUG") == "1":
            raise
        from hengke.pipelines.troubles import explained

        trouble = explained(error)
        sys.exit(explain_refusal(trouble) if trouble else explain_breakage(error))
