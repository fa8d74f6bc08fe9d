"""`python -m hengke.pipelines.evidence NAME ROOT FILE`: what `hengke evidence` starts per set."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> None:
    name, root, said = sys.argv[1:]
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # waiting threads must not spin
    from hengke.pipelines import processes
    from hengke.pipelines.evidence.measuring import measure

    processes.end_with_the_parent()
    Path(said).write_text(json.dumps(measure(name, Path(root))), encoding="utf-8")


if __name__ == "__main__":
    main()
