"""The values behind a reason, as a page words them."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hengke.apps.tagging import why

TOLD = {
    "holds": True,
    "reasons": [
        {"zh": "不持有基金", "en": "holds no funds", "values": {"has_fund": False, "age": 41}},
    ],
}


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "holds funds: no · age: 41"), ("zh-hans", "持有基金：否 · 年龄：41")],
)
def test_a_name_and_its_value_are_told_apart(language: str, said: str) -> None:
    with translation.override(language):
        found = why.in_words({"C1": TOLD})["C1"]
        text = render_to_string("tagging/reasons.html", {"why": found})
    assert said in re.sub(r"<[^>]+>", "", text)
