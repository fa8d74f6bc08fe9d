"""What families of products are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FAMILIES = {
    "demand_deposit": _("Demand deposits"),
    "term_deposit": _("Term deposits"),
    "structured_deposit": _("Structured deposits"),
    "certificate": _("Certificates of deposit"),
    "wealth": _("Wealth products"),
    "fund": _("Funds"),
    "insurance": _("Insurance"),
    "trust": _("Trusts"),
    "bond": _("Bonds"),
    "metal": _("Precious metals"),
    "securities": _("Securities"),
    "loan": _("Loans"),
    "credit_card": _("Credit cards"),
    "other": _("Other products"),
}
