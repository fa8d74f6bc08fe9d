"""Every check of the repository's own; `python -m tools.check_all`, part of make check."""

from __future__ import annotations

import sys

from tools import (
    check_features,
    check_lock,
    check_map,
    check_messages,
    check_money,
    check_shape,
    check_templates,
    check_words,
)

CHECKS = (
    check_features, check_lock, check_map, check_messages, check_money, check_shape,
    check_templates, check_words,
)  # fmt: skip


def main() -> int:
    found = [problem for check in CHECKS for problem in check.problems()]
    for problem in found:
        print(problem)
    print(f"{len(CHECKS)} repository checks, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
