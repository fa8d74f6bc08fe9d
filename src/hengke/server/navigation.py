"""The left rail: which pages there are, in which group; the rule of a page says for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals import api as approvals
from hengke.apps.audit import api as audit
from hengke.apps.criteria import api as criteria
from hengke.apps.tiering import api as tiering
from hengke.web.navigation import Item

DAILY, ANALYSE, OPERATE = "", _("Analyse"), _("Operate")

ITEMS = (
    Item("workbench:home", _("Workbench"), "layout-dashboard", DAILY, go="h", initials="gzt"),
    Item(
        "workbench:customers",
        _("Customers"),
        "users",
        DAILY,
        go="c",
        initials="kh",
    ),
    Item(
        "tiering:radar",
        _("Downgrade radar"),
        "bell-ring",
        DAILY,
        go="a",
        initials="jjyj",
    ),
    Item("care:tasks", _("Tasks"), "list-checks", DAILY, go="t", initials="db"),
    Item("care:contact", _("Record"), "notebook-pen", DAILY, letter="n"),
    Item("customers:opened", _("New records"), "user-plus", DAILY, initials="xjda"),
    Item(
        "tiering:migration",
        _("Tier migration"),
        "arrow-right-left",
        ANALYSE,
        initials="djqy",
    ),
    Item("value:book", _("Value"), "chart-pie", ANALYSE, initials="jz"),
    Item("lifecycle:book", _("Lifecycle"), "sprout", ANALYSE, initials="smzq"),
    Item("recommendation:book", _("Recommendations"), "sparkles", ANALYSE, initials="tj"),
    Item(
        "tiering:overrides",
        _("Tier overrides"),
        "stamp",
        ANALYSE,
        initials="rgtj",
        count=tiering.waiting_for,
    ),
    Item("tagging:tags", _("Tags"), "tags", ANALYSE, initials="bq"),
    Item("tagging:segments", _("Segments"), "shapes", ANALYSE, initials="kq"),
    Item("associations:rules", _("Product associations"), "link", ANALYSE, initials="cpgl"),
    Item("clustering:groups", _("Groups alike"), "blend", ANALYSE, initials="khjl"),
    Item("statistics:figures", _("Statistics"), "chart-column", ANALYSE, initials="tjyqs"),
    Item("needs:board", _("Needs board"), "lightbulb", ANALYSE, initials="xqkb"),
    Item("needs:feed", _("Unmet needs by segment"), "users-round", ANALYSE, initials="akqwmzxq"),
    Item("needs:register", _("Register of needs"), "hand-heart", ANALYSE, initials="xqdj"),
    Item("needs:plans", _("Plans for customers"), "file-check", ANALYSE, initials="khfwfa"),
    Item("duplicates:pairs", _("Duplicates"), "copy", ANALYSE, initials="cfkh"),
    Item("customers:stale", _("Overdue records"), "clock", ANALYSE, initials="gqda"),
    Item("tiering:policies", _("Tier rules"), "layers", ANALYSE, initials="djgz"),
    Item(
        "criteria:review",
        _("Criteria review"),
        "gauge",
        ANALYSE,
        initials="bzhg",
        count=criteria.due_for,
    ),
    Item("imports:imports", _("Import"), "upload", OPERATE, initials="dr"),
    Item("imports:runs", _("Runs and data"), "database", OPERATE, initials="yxysj"),
    Item("imports:quality", _("Data quality"), "gauge", OPERATE, initials="sjzl"),
    Item("register:models", _("Models"), "brain-circuit", OPERATE, initials="mx"),
    Item("register:fairness", _("Fair treatment"), "scale", OPERATE, initials="gpdd"),
    Item("forecast:errors", _("Forecast errors"), "chart-line", OPERATE, initials="ycwc"),
    Item("catalogue:catalogue", _("Data catalogue"), "book-lock", OPERATE, initials="sjml"),
    Item("customers:unmaskings", _("Unmaskings"), "eye", OPERATE, initials="mwckjl"),
    Item(
        "approvals:inbox",
        _("Approvals"),
        "clipboard-check",
        OPERATE,
        go="p",
        initials="sp",
        count=approvals.waiting_for,
    ),
    Item(
        "workbench:privacy-requests",
        _("Customer rights"),
        "shield-user",
        OPERATE,
        initials="khql",
    ),
    Item(
        "privacy:assessments",
        _("Impact assessments"),
        "file-check",
        OPERATE,
        initials="yxpg",
    ),
    Item("webhooks:subscriptions", _("Webhooks"), "webhook", OPERATE, initials="sjhd"),
    Item("people:people", _("People"), "user-round-cog", OPERATE, initials="ry"),
    Item("people:branches", _("Branches"), "network", OPERATE, initials="jg"),
    Item("audit:entries", _("Audit log"), "scroll-text", OPERATE, initials="sjrz", whole=True),
    Item(
        "audit:findings",
        _("Findings"),
        "shield-alert",
        OPERATE,
        initials="ycfx",
        count=audit.open_findings,
    ),
)
