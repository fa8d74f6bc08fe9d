"""Machine words of the register in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS = {
    "too_few_falls": _("too few falls to learn from"),
    "no_earlier_period": _("no earlier period to learn from"),
    "no_balances": _("no balances on the business date"),
    "not_assessed": _("the policy has not been assessed yet"),
}
TESTS = {
    "out_of_time": _("on the last period, learnt from those before it"),
    "five_fold": _("in five folds, each customer in one of them"),
}


def reason(code: str | None) -> Any:
    """Why there is no model; None where there is one."""
    return None if not code else REASONS.get(code, code)
