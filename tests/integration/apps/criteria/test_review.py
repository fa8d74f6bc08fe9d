"""The review of tier floors as its owner uses it: findings, record, proposal, second person."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.criteria.conftest import JOB, person
from tests.integration.apps.seeded import AS_OF, LAST, POLICY

from hengke.kernel import clock
from hengke.kernel.errors import PolicyError, Refused
from hengke.policies.tiering import load, parse

PAGE = "/criteria/"
REMARK = "Gold is too narrow: the floor has not moved since 2020."
SINCE = date(2027, 1, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def tried(client: Any, candidate: str = "band") -> Any:
    return client.post(f"{PAGE}try/", {"policy": POLICY, "candidate": candidate})


def recorded(client: Any, remark: str = REMARK) -> Any:
    return client.post(f"{PAGE}record/", {"policy": POLICY, "remark": remark})


@pytest.mark.parametrize(
    ("name", "status"),
    [("business", 200), ("risk", 200), ("auditor", 200), ("alice", 403), ("head", 403),
     ("data", 403)],
)  # fmt: skip
def test_who_answers_for_the_criteria_risk_and_auditors_read_the_review(
    bank, client_of, name, status
):
    assert client_of(name).get(PAGE).status_code == status


def test_findings_say_what_was_found_with_its_parts_and_what_it_means(bank, client_of):
    text = client_of("business").get(PAGE).content.decode()
    for words in (
        "of all customers are in Gold or higher (", "the bounds are 10.0% – 50.0%",
        "The shares of the tiers have moved since 30 Sep 2025: PSI 0.310; watched from 0.100.",
        "the history is short: it needs at least 13 months",
        "too few cases: it needs at least 30, there are 20", "one of the tier below earned 0 CNY",
        "the floor does not divide by what customers bring", "Record the review",
    ):  # fmt: skip
        assert words in text, words
    shown = client_of("auditor").get(PAGE).content.decode()
    assert "Record the review" not in shown


def test_other_floors_stand_beside_those_in_force(bank, client_of):
    text = client_of("business").get(f"{PAGE}floors/?policy={POLICY}").content.decode()
    for words in ("In force", "Shares back within bounds", "All floors −10%", f"{PAGE}try/",
                  "too few cases: it needs at least 30, there are 12", "4 / 12",
                  "The trial counts the tier enjoyed"):  # fmt: skip
        assert words in text, words
    assert "10.0%<div" in text  # near: 3 of 30 are enough
    assert "33.3%" not in text
    assert f"{PAGE}try/" not in client_of("auditor").get(f"{PAGE}floors/").content.decode()


def test_a_share_leads_to_its_customers_as_far_as_the_reader_sees_them(bank, client_of):
    from hengke.apps.tiering.models import Position

    near = Position.objects.filter(policy=POLICY).first()
    Position.objects.filter(pk=near.pk).update(last_value_minor=5_250_000)
    others = Position.objects.exclude(pk=near.pk)
    others.filter(last_value_minor__range=(4_750_000, 5_250_000)).update(last_value_minor=1)
    client = client_of("business")
    rows = client.get(f"{PAGE}customers/?policy={POLICY}&tier=gold&show=near").context["rows"]
    assert [one.customer_id for one in rows] == [near.customer_id]
    rows = client.get(f"{PAGE}customers/?policy={POLICY}&tier=platinum&show=tier").context["rows"]
    above = Position.objects.filter(assessed_rank__gte=2).order_by("-aum_minor", "customer_id")
    assert [one.customer_id for one in rows] == [one.customer_id for one in above][:25]
    answer = client.get(f"{PAGE}customers/?policy={POLICY}&tier=mass")
    assert answer.status_code == 302


def test_the_file_has_every_figure_and_every_set_of_floors(bank, client_of):
    from hengke.apps.criteria.models import Figure, Floor

    answer = client_of("auditor").get(f"{PAGE}file/?policy={POLICY}&form=json")
    assert answer["Content-Disposition"] == f'attachment; filename="criteria-{POLICY}-{AS_OF}.json"'
    rows = json.loads(answer.content)
    assert len(rows) == Figure.objects.count() + Floor.objects.count()
    (gold,) = [row for row in rows if (row.get("figure"), row["subject"]) == ("margin", "gold")]
    assert (gold["value"], gold["part"], gold["whole"]) == ("-200.00", "-10000.00", 50)
    text = client_of("auditor").get(f"{PAGE}file/?policy={POLICY}").content.decode()
    assert "floor" in text.splitlines()[0]
    assert client_of("auditor").get(f"{PAGE}file/?policy=nothing").status_code == 422


def test_a_review_is_recorded_once_with_a_remark_and_is_due_again_a_quarter_later(bank, client_of):
    from hengke.apps.audit.models import Entry
    from hengke.apps.criteria.api import due_for
    from hengke.apps.criteria.models import Review

    business = client_of("business")
    assert due_for(person("business")) == 1
    assert due_for(person("auditor")) == 0
    assert recorded(business, " no ").status_code == 422
    assert recorded(client_of("auditor")).status_code == 403
    assert not Review.objects.exists()
    answer = recorded(business)
    made = Review.objects.get()
    assert answer["Location"] == f"{PAGE}reviews/{made.pk}/"
    assert (made.assessed_on, made.next_due_on) == (LAST, date(2027, 1, 23))
    assert made.reviewed_by == person("business")
    assert due_for(person("business")) == 0
    again = recorded(business, "Typed <late>, by a second window.")
    assert again.status_code == 422
    text = again.content.decode()
    assert "was reviewed already" in text
    assert "Typed &lt;late&gt;, by a second window.</textarea>" in text
    assert Entry.objects.filter(action="criteria.reviewed", target=POLICY).count() == 1
    page = business.get(answer["Location"]).content.decode()
    assert REMARK in page
    for words in ("Profit earned afterwards", "−200 CNY", "the richest 1.0%", "Gold", "70.0%",
                  "against 12 months earlier", "it needs at least 13 months"):  # fmt: skip
        assert words in page, words
    assert ">gold<" not in page
    assert "0.01" not in page
    shown = business.get(PAGE).content.decode()
    assert "2027-01-23" in shown
    assert "Record the review" not in shown


def test_it_is_due_again_when_the_day_has_come_and_a_later_run_shows_it(bank, client_of):
    from hengke.apps.criteria.api import due_for
    from hengke.apps.criteria.models import Figure

    recorded(client_of("business"))
    Figure.objects.update(as_of=date(2027, 1, 22))
    assert due_for(person("business")) == 0
    Figure.objects.update(as_of=date(2027, 1, 23))
    assert due_for(person("business")) == 1


@pytest.mark.requirement("R060")
def test_a_candidate_goes_to_the_trial_and_a_second_persons_yes_makes_it_the_next_policy(
    bank, home, client_of, worker
):
    """From the finding to the file: tried with one click, recorded, asked for, decided."""
    from hengke.apps.approvals import api as approvals
    from hengke.apps.approvals.models import Approval
    from hengke.apps.criteria.models import Proposal, Review
    from hengke.policies.tiering import versions

    business = client_of("business")
    answer = tried(business)
    assert answer["Location"] == f"/tiers/policies/{POLICY}/simulate/{JOB}/"
    draft = parse(worker["asked"][0]["draft"], name=POLICY)
    assert [tier.floor_minor for tier in draft.tiers] == [
        0, 6_000_000, 60_000_000, 600_000_000, 1_200_000_000,
    ]  # fmt: skip
    made = Proposal.objects.get()
    page = business.get(answer["Location"]).content.decode()
    assert "Proposal of the criteria review of 30 Sep 2026" in page
    assert f"{PAGE}proposals/{made.pk}/" in page

    there = f"{PAGE}proposals/{made.pk}/"
    asking = {"starts_on": SINCE.isoformat(), "reason": "shares back into their bounds"}
    assert business.post(there, asking).status_code == 422  # the review is not recorded yet
    recorded(business)
    made.refresh_from_db()
    assert made.review == Review.objects.get()
    assert business.post(there, asking).status_code == 302
    asked = Approval.objects.get(kind="criteria.floors")
    assert (asked.payload["review"], asked.payload["floors"]["gold"]) == (made.review_id, 6_000_000)
    with pytest.raises(Refused):
        approvals.decide(asked, yes=True, by=person("business"), now=clock.now())
    before = load(POLICY, on=SINCE, own=home.tier_policies)
    approvals.decide(asked, yes=True, by=person("risk"), now=clock.now())
    after = load(POLICY, on=SINCE, own=home.tier_policies)
    assert after.tier("gold").floor_minor == 6_000_000
    assert after.source == (
        f"Criteria review {made.review_id} of the assessment of 2026-09-30; approval {asked.pk}"
    )
    assert after.measure == before.measure
    assert load(POLICY, on=AS_OF, own=home.tier_policies).version == before.version
    assert len(versions(POLICY, own=home.tier_policies)) == 2
    made.refresh_from_db()
    assert made.state == "approved"
    assert business.post(there, asking).status_code == 422
    assert "shares back" in client_of("risk").get(f"/approvals/{asked.pk}/").content.decode()


def test_the_same_floors_tried_again_are_the_same_proposal(bank, client_of, worker):
    from hengke.apps.criteria.models import Proposal

    for _ in range(2):
        assert tried(client_of("business")).status_code == 302
    assert Proposal.objects.count() == 1


def test_floors_that_do_not_rise_are_in_force_or_unknown_go_nowhere(bank, client_of, worker):
    from hengke.apps.criteria.models import Floor, Proposal

    business = client_of("business")
    assert tried(business, "in_force").status_code == 422
    assert tried(business, "nothing").status_code == 422
    Floor.objects.filter(candidate="band").update(broken=1)
    assert tried(business).status_code == 422
    assert tried(client_of("risk")).status_code == 403
    assert not worker["asked"]
    assert not Proposal.objects.exists()


def test_a_floor_typed_in_the_trial_becomes_a_proposal_and_one_below_the_next_does_not(
    bank, client_of, worker
):
    from hengke.apps.criteria.models import Proposal

    business = client_of("business")
    trial = f"/tiers/policies/{POLICY}/simulate/"
    assert business.post(trial, {"floor_platinum": "40000.00"}).status_code == 422
    page = business.get(business.post(trial, {"floor_gold": "55000.00"})["Location"])
    assert "Propose these floors" in page.content.decode()
    answer = business.post(f"{PAGE}adopt/", {"policy": POLICY, "job": JOB})
    made = Proposal.objects.get()
    assert answer["Location"] == f"{PAGE}proposals/{made.pk}/"
    assert json.loads(made.terms) == {"floors": {"gold": 5_500_000}, "graces": {}}
    assert "Typed by hand" in business.get(answer["Location"]).content.decode()


def test_a_change_that_cannot_be_written_is_refused_before_anybody_is_asked(
    bank, home, client_of, worker
):
    from hengke.apps.criteria.models import Proposal

    business = client_of("business")
    tried(business)
    recorded(business)
    there = f"{PAGE}proposals/{Proposal.objects.get().pk}/"

    def asked(day: str) -> str:
        answer = business.post(there, {"starts_on": day, "reason": "shares back into bounds"})
        assert answer.status_code == 422
        assert "shares back into bounds</textarea>" in answer.content.decode()
        return answer.content.decode()

    assert "those days are computed" in asked(AS_OF.isoformat())
    assert "is no date" in asked("soon")
    folder = home.tier_policies / POLICY
    folder.mkdir(parents=True)
    text = worker["asked"][0]["draft"]
    (folder / f"{SINCE}.toml").write_text(text, encoding="utf-8")
    assert "never overwritten" in asked(SINCE.isoformat())
    (folder / f"{SINCE}.toml").unlink()
    (folder / "2026-10-01.toml").write_text(text, encoding="utf-8")
    assert "have changed since the review" in asked(SINCE.isoformat())
    assert tomllib.loads(text)


def test_a_rejected_change_leaves_the_floors_and_may_be_asked_for_again(
    bank, home, client_of, worker
):
    from hengke.apps.approvals import api as approvals
    from hengke.apps.approvals.models import Approval
    from hengke.apps.criteria.models import Proposal

    business = client_of("business")
    tried(business)
    recorded(business)
    there = f"{PAGE}proposals/{Proposal.objects.get().pk}/"
    asking = {"starts_on": SINCE.isoformat(), "reason": "shares back into bounds"}
    business.post(there, asking)
    approvals.decide(Approval.objects.get(kind="criteria.floors"), yes=False, by=person("risk"),
                     now=clock.now(), reason="not before the new year's plan")  # fmt: skip
    assert Proposal.objects.get().state == "rejected"
    assert not (home.tier_policies / POLICY).exists()
    assert business.post(there, asking).status_code == 302
    assert Proposal.objects.get().state == "asked"


def test_before_any_run_the_page_says_what_is_missing(home, users, client_of):
    assert "Nothing was assessed yet" in client_of("business").get(PAGE).content.decode()


def test_a_night_without_the_review_says_so_and_nothing_can_be_recorded(bank, client_of):
    from hengke.apps.criteria.models import Figure, Floor, Month

    for table in (Figure, Floor, Month):
        table.objects.all().delete()
    business = client_of("business")
    assert "Nothing was computed for a review" in business.get(PAGE).content.decode()
    assert recorded(business).status_code == 422


def test_a_policy_needs_two_tiers():
    with pytest.raises(PolicyError, match="at least two tiers"):
        parse(
            'title_zh = "a"\ntitle_en = "a"\nsource = "a"\ncurrency = "CNY"\n'
            '[measure]\nkind = "month_average"\n[[tiers]]\nname = "one"\nzh = "a"\nen = "a"\n',
            name="one",
        )
