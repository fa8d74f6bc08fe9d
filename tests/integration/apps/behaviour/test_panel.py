"""The tab of behaviour: what is shown, to whom, and what is unknown."""

from __future__ import annotations

import pytest
from django.utils import translation

ADDRESS = "/customers/A1/?tab=behaviour"


def text_of(client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def by_name(figures) -> dict[str, tuple[str, str]]:
    with translation.override("en"):
        return {str(one.name): (str(one.shown), str(one.reason)) for one in figures}


@pytest.mark.requirement("R077")
@pytest.mark.requirement("R079")
def test_deposits_flows_spending_and_services_beside_what_is_usual(behaves, client_of):
    behaves("A1")
    answer = client_of("alice").get(ADDRESS)
    found, text = answer.context["behaviour"].context, answer.content.decode()
    for said in ("Flowing out", "usually: Flowing in", "month 3: 1.8", "242 days", "2 matured",
                 "Rent", "Spends on housing", "own word", "97%", "lately Online",
                 "12 complete months up to 30 Sep 2026"):  # fmt: skip
        assert said in text, said
    with translation.override("en"):
        assert [str(part.name) for part in found["ways"]] == ["Counter", "Self-service", "Online"]
    assert [one["into_before"] for one in found["parties"]] == [0, 1000]
    assert (found["course_deposits_minor"], found["course_services"]) == ([2, 1], [10, 9])


def test_who_may_not_read_behaviour_has_no_such_tab(behaves, client_of):
    behaves("A1")
    answer = client_of("complaints").get(ADDRESS)
    assert answer.status_code == 200
    assert "behaviour" not in answer.context
    assert "behaviour" not in dict(answer.context["tabs"])
    assert client_of("bo").get(ADDRESS).status_code == 404, "somebody else's customer"


def test_unknown_is_said_with_its_reason(behaves, client_of):
    nothing = dict.fromkeys(
        ("deposit_count", "deposit_total_minor", "flow_parties", "by_month", "deposit_term_ppm"),
    )
    behaves("A1", **nothing, unknown_reason="no_exchange_rate", held_reason="no_balances")
    text = text_of(client_of("alice"))
    assert "a booking has no valid exchange rate" in text
    assert "a balance is unknown" in text
    assert "Flow of funds" not in text


def test_one_part_may_be_unknown_where_others_are_not(behaves, client_of):
    behaves(
        "A1", deposit_count=0, deposit_largest_minor=None, deposit_mean_minor=None,
        deposit_season_ppm=None, season_reason="no_deposits", channel_reason="no_deposits",
        flow_in_recent_minor=None, flow_direction=None, flow_parties=None,
        flow_reason="counterparty_not_delivered", flow_net_usual_minor=None, habit_class=None,
        habit_reason="policy_in_other_currency", rollover_ppm=None, deposits_matured=0,
        rollover_reason="nothing_matured",
    )  # fmt: skip
    found = client_of("alice").get(ADDRESS).context["behaviour"].context
    deposits, flows, spending = (by_name(found[part]) for part in ("deposits", "flows", "spending"))
    assert deposits["Largest deposit"] == ("None", "nothing was deposited")
    assert flows["Net, as usual"][1] == "the bank does not name the other side of bookings"
    assert spending["Habit"] == ("None", "the policy is in another currency")
    assert found["ways"] == []
    with translation.override("en"):
        assert str(found["way_reason"]) == "nothing was deposited"


def test_who_wants_no_personalised_processing_is_put_into_no_class(behaves, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    behaves("A1")
    PlainProcessing.objects.create(customer_id="A1", since=clock.now(), by=users["alice"])
    text = text_of(client_of("alice"))
    assert "Spends on housing" not in text
    assert "Income level</dt><dd>Middle" not in text
    assert "no classes: the customer wants no personalised processing" in text


def test_bands_for_who_sees_amounts_as_bands_and_nothing_drawn_of_them(behaves, users):
    """Courses and shares of amounts would tell what the band hides; numbers of deposits do not."""
    from hengke.apps.behaviour.panel import panel
    from hengke.apps.customers.models import Customer
    from hengke.policies.access import View
    from hengke.web import amounts

    behaves("A1")
    with amounts.shown_as(View.MASKED):
        found = panel(Customer.objects.get(pk="A1"), users["alice"]).context
        shown = by_name(found["deposits"])
    assert (found["categories"], "course_in_minor" in found) == ([], False)
    assert "Strongest month" not in shown
    assert "Bound to a term" not in by_name(found["held"])
    assert "96" not in shown["Deposited"][0]
    assert len(found["ways"]) == 3
    assert found["course_services"] == [10, 9]


def test_without_a_night_that_looks_at_behaviour_the_tab_says_so(behaves, client_of):
    behaves("A1").delete()
    assert "No behaviour was computed for this customer" in text_of(client_of("alice"))
