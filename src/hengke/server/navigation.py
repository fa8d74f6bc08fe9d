"""The left rail: which pages there are, in which group, and for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengke.apps.tiering import api as tiering
from hengke.web.navigation import Item

RM, HEAD, BUSINESS, DATA, AUDITOR = "rm", "branch_head", "business", "data", "auditor"
DAILY, ANALYSE, OPERATE = "", _("Analyse"), _("Operate")

ITEMS = (
    Item("workbench:home", _("Workbench"), "layout-dashboard", DAILY, go="h", initials="gzt"),
    Item(
        "workbench:customers",
        _("Customers"),
        "users",
        DAILY,
        (RM, HEAD, BUSINESS, AUDITOR),
        go="c",
        initials="kh",
    ),
    Item(
        "tiering:radar",
        _("Downgrade radar"),
        "bell-ring",
        DAILY,
        (RM, HEAD, BUSINESS, AUDITOR),
        go="a",
        initials="jjyj",
    ),
    Item("care:tasks", _("Tasks"), "list-checks", DAILY, (RM, HEAD), go="t", initials="db"),
    Item("care:contact", _("Record"), "notebook-pen", DAILY, (RM, HEAD), letter="n"),
    Item(
        "tiering:migration",
        _("Tier migration"),
        "arrow-right-left",
        ANALYSE,
        (RM, HEAD, BUSINESS, AUDITOR),
        initials="djqy",
    ),
    Item(
        "tiering:overrides",
        _("Tier overrides"),
        "stamp",
        ANALYSE,
        (RM, HEAD, BUSINESS, AUDITOR),
        initials="rgtj",
        count=tiering.waiting_for,
    ),
    Item("tiering:policies", _("Tier rules"), "layers", ANALYSE, initials="djgz"),
    Item("imports:imports", _("Import"), "upload", OPERATE, (BUSINESS, DATA), initials="dr"),
    Item("imports:runs", _("Runs and data"), "database", OPERATE, initials="yxysj"),
    Item(
        "catalogue:catalogue",
        _("Data catalogue"),
        "book-lock",
        OPERATE,
        (BUSINESS, DATA, AUDITOR),
        initials="sjml",
    ),
    Item("customers:unmaskings", _("Unmaskings"), "eye", OPERATE, (AUDITOR,), initials="mwckjl"),
    Item("audit:entries", _("Audit log"), "scroll-text", OPERATE, (AUDITOR,), initials="sjrz"),
)
