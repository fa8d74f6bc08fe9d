"""Kinds of identity documents in words: by the contract's codes, and as banks deliver them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.kernel import numbers_of_people as numbers

CARD, CREDIT_CODE = _("Identity card"), _("Unified social credit code")
DOCUMENTS: Mapping[str, Any] = {
    **dict.fromkeys(numbers.CALLED[numbers.ID_CARD], CARD),
    **dict.fromkeys(numbers.CALLED[numbers.CREDIT_CODE], CREDIT_CODE),
    **dict.fromkeys(("passport", "护照"), _("Passport")),
    **dict.fromkeys(("other", "其他", "其他证件"), _("Other document")),
    "临时身份证": _("Temporary identity card"),
    "户口簿": _("Household register"),
    "军官证": _("Officer's card"),
    "港澳居民来往内地通行证": _("Travel permit of Hong Kong and Macao residents"),
    "台湾居民来往大陆通行证": _("Travel permit of Taiwan residents"),
    "外国人永久居留身份证": _("Permanent residence card of foreigners"),
    "营业执照": _("Business licence"),
    "组织机构代码证": _("Organisation code certificate"),
}


def document(kind: str) -> str:
    """A kind that nobody foresaw is shown as it was delivered."""
    return str(DOCUMENTS.get(kind, kind))
