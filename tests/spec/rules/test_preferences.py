"""What rules are told of preferences: a word is yes or no where something of its kind was said."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.rules.feature_table import Moment, features

NAMES = ("prefers_channel", "goal_education", "goal_pension", "topic_wealth")


@pytest.mark.requirement("R010")
def test_a_list_says_no_of_what_is_not_in_it_and_nothing_where_it_is_not_told(spec):
    spec(
        given={
            "customer_records": "customer_id:str\n A\n B\n C",
            "preferences": """
                customer_id:str | channel:str | hours:str | topics:str | products:str | goals:str
                A               | phone       |           | wealth     |              | pension
                B               |             |           |            |              |
            """,
        },
        when=lambda s: features(
            {"customer_records": s.customer_records, "preferences": s.preferences.mutate(
                topics=" " + s.preferences.topics + " ", goals=" " + s.preferences.goals + " ")},
            names=NAMES, moment=Moment(date(2026, 10, 23), "standard"),
        ),
        then="""
            customer_id:str | prefers_channel:str | goal_education:bool | goal_pension:bool | topic_wealth:bool
            A               | phone               | false               | true              | true
            B               |                     |                     |                   |
            C               |                     |                     |                   |
        """,
    )  # fmt: skip
