"""Kinds of documents are words of the reader's language, however the bank delivers them."""

from __future__ import annotations

import pytest
from django.utils import translation

from hengke.apps.customers.document_words import DOCUMENTS, document


@pytest.mark.parametrize(
    ("delivered", "english", "chinese"),
    [
        ("居民身份证", "Identity card", "居民身份证"), ("id_card", "Identity card", "居民身份证"),
        ("护照", "Passport", "护照"), ("营业执照", "Business licence", "营业执照"),
        ("统一社会信用代码", "Unified social credit code", "统一社会信用代码"),
        ("某种证件", "某种证件", "某种证件"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_kind_of_document_is_told(delivered: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert document(delivered) == english
    with translation.override("zh-hans"):
        assert document(delivered) == chinese


def test_no_kind_that_is_known_stays_chinese_in_english() -> None:
    with translation.override("en"):
        assert all(document(kind).isascii() for kind in DOCUMENTS)
