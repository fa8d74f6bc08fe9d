"""Tier rules on pages: every policy as a sentence, mistakes shown, drafts tried without writing."""

from __future__ import annotations

import pytest
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.tiering.conftest import POLICY

from hengke.apps.audit.models import Entry
from hengke.apps.tiering import simulation_job
from hengke.kernel.errors import Refused
from hengke.policies.tiering import load, names, parse

PAGE = "/tiers/policies/"
SIMULATE = f"{PAGE}{POLICY}/simulate/"
TOLD = {
    "customers": 10, "movers": 3, "aum_at_stake": "150000.00", "assessed_on": "2026-09-30",
    "draft_version": "draft:1",
    "rows": [{"from": "gold", "to": "mass", "customers": 2, "aum": "100000.00"},
             {"from": "mass", "to": "gold", "customers": 1, "aum": "50000.00"}],
    "tiers": [{"tier": "mass", "customers_before": 4, "customers_after": 5},
              {"tier": "gold", "customers_before": 6, "customers_after": 5},
              {"tier": "platinum", "customers_before": 0, "customers_after": 0}],
    "sample": [{"customer_id": "A1", "from": "gold", "to": "mass", "aum": "60000.00"},
               {"customer_id": "C1", "from": "gold", "to": "mass", "aum": "40000.00"}],
}  # fmt: skip


JOB = "20261023T080000-0123abcd"


@pytest.fixture
def worker(monkeypatch):
    """Stands for the worker: keeps the one job it was told to start; `state` is how it stands."""
    desk = {"asked": [], "state": "done", "cancelled": []}

    def start(home, job, **params):
        desk["asked"].append({"job": job, **params})
        return JOB

    def told(home, job_id):
        if job_id != JOB or not desk["asked"]:
            raise Refused("There is no such job.", next_step="")
        params = {key: str(value) for key, value in desk["asked"][-1].items()}
        return {
            "id": JOB, "job": params.pop("job"), "params": params, "state": desk["state"],
            "stage": "assess", "done": 3, "total": 12, "sentences": {},
            "result": TOLD if desk["state"] == "done" else None,
            "message": "It broke." if desk["state"] == "failed" else "",
            "next_step": "Start it again." if desk["state"] == "failed" else "",
        }  # fmt: skip

    monkeypatch.setattr(simulation_job.api, "start", start)
    monkeypatch.setattr(simulation_job.api, "job", told)
    monkeypatch.setattr(
        simulation_job.api, "cancel", lambda home, job: desk["cancelled"].append(job)
    )
    return desk


def tried(client, **typed):
    """The page to which a sent draft leads."""
    answer = client.post(SIMULATE, typed)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"{SIMULATE}{JOB}/"
    return client.get(answer["Location"])


def test_every_shipped_policy_stands_on_the_page_with_a_sentence(users, client_of):
    cards = client_of("data").get(PAGE).context["cards"]
    assert {card["offer"].name for card in cards} == set(names())
    assert cards[0]["offer"].name == POLICY
    assert cards[0]["offer"].enabled
    for card in cards:
        assert card["sentence"].endswith(".")
        assert len(card["tiers"]) == len(card["policy"].tiers)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shipped_policy_has_a_page_of_its_own(users, client_of, language):
    client = client_of("alice")
    users["alice"].language = language
    users["alice"].save()
    for name in names():
        answer = client.get(f"{PAGE}{name}/")
        assert answer.status_code == 200, name
        assert load(name, on=AS_OF).version in answer.content.decode()


def test_a_policy_that_is_not_on_the_shelf_is_not_found(users, client_of):
    assert client_of("alice").get(f"{PAGE}../../etc/").status_code == 404
    assert client_of("alice").get(f"{PAGE}nothing/").status_code == 404


def test_a_file_that_contradicts_itself_is_shown_with_its_mistake(home, users, client_of):
    own = home.tier_policies / "ours"
    own.mkdir(parents=True)
    (own / "2026-01-01.toml").write_text(_text_with_falling_floors(), encoding="utf-8")
    page = client_of("business").get(PAGE).content.decode()
    assert "must rise strictly" in page
    assert client_of("business").get(f"{PAGE}ours/").status_code == 200
    users["business"].language = "zh-hans"
    users["business"].save()
    assert "的门槛须逐级递增" in client_of("business").get(PAGE).content.decode()


def _text_with_falling_floors() -> str:
    from hengke.policies.tiering.shelf import SHIPPED

    text = (SHIPPED / POLICY / "2020-01-01.toml").read_text(encoding="utf-8")
    return text.replace('floor = "500000.00"', 'floor = "1.00"')


def test_the_detail_counts_the_customers_of_the_own_scope(place, client_of):
    place("A1", tier=1)
    place("B1", tier=1, manager_id="S0002")
    place("B2", tier=2, manager_id="S0002")
    shares = {
        step.tier: share.customers
        for step, share in client_of("alice").get(f"{PAGE}{POLICY}/").context["shares"]
    }
    assert shares == {"gold": 1}
    assert "shares" not in client_of("data").get(f"{PAGE}{POLICY}/").context


@pytest.mark.parametrize(
    ("name", "status"),
    [("business", 200), ("head", 200), ("alice", 403), ("auditor", 403), ("data", 403)],
)
def test_who_may_try_out_a_draft(ladder, client_of, name, status):
    assert client_of(name).get(SIMULATE).status_code == status


def test_the_form_is_made_from_the_policy_and_asks_nothing_by_itself(ladder, client_of, worker):
    fields = client_of("business").get(SIMULATE).context["fields"]
    assert [(f.tier.name, f.floor, f.grace) for f in fields][-2:] == [
        ("gold", "50000.00", "3"), ("mass", "0.00", "1"),
    ]  # fmt: skip
    assert worker["asked"] == []


def test_the_worker_gets_the_file_with_the_changed_numbers_and_nothing_is_written(
    ladder, client_of, worker
):
    before = Entry.objects.count()
    page = tried(client_of("business"), floor_gold="80,000", grace_private="4")
    (asked,) = worker["asked"]
    draft = parse(asked["draft"], name=POLICY)
    policy = load(POLICY, on=AS_OF)
    assert draft.tier("gold").floor_minor == 8_000_000
    assert draft.tier("private").grace == 4
    assert draft.tier("platinum") == policy.tier("platinum")
    assert (draft.measure, draft.new_customer_months) == (policy.measure, 3)
    assert (asked["job"], asked["policy"], asked["as_of"]) == ("simulate", POLICY, AS_OF)
    typed = {field.tier.name: (field.floor, field.grace) for field in page.context["fields"]}
    assert (typed["gold"], typed["private"][1]) == (("80000.00", "3"), "4")
    assert Entry.objects.count() == before


def test_the_outcome_has_the_whole_matrix_and_names_only_visible_customers(
    place, client_of, worker
):
    place("A1")
    place("C1", manager_id="S0003", branch_id="B002")
    outcome = tried(client_of("head")).context["outcome"]
    cells = [[cell.value for cell in row.cells] for row in outcome.matrix]
    assert cells == [[3, 1, 0], [2, 4, 0], [0, 0, 0]]
    assert (outcome.up, outcome.down, outcome.at_stake_minor) == (1, 2, 15_000_000)
    assert [mover.customer_id for mover in outcome.sample] == ["A1"]
    assert outcome.unnamed == 2
    everybody = tried(client_of("business")).context["outcome"]
    assert [mover.customer_id for mover in everybody.sample] == ["A1", "C1"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"floor_gold": "much"}, "not an amount"),
        ({"floor_gold": "-5"}, "not an amount"),
        ({"floor_gold": "Infinity"}, "not an amount"),
        ({"grace_gold": "0"}, "whole number"),
        ({"grace_gold": "x"}, "whole number"),
        ({"floor_gold": "600000"}, "must rise strictly"),
    ],
)
def test_a_senseless_draft_is_told_on_the_page_and_never_reaches_the_worker(
    ladder, client_of, worker, typed, said
):
    answer = client_of("business").post(SIMULATE, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert worker["asked"] == []


def test_a_senseless_draft_is_told_in_chinese_on_a_chinese_page(ladder, users, client_of, worker):
    users["business"].language = "zh-hans"
    users["business"].save()
    page = client_of("business").post(SIMULATE, {"floor_gold": "600000"}).content.decode()
    assert "的门槛须逐级递增，而现在是" in page
    assert "请将等级从低到高排列，并核对金额。" in page


def test_without_a_worker_the_page_says_so_and_keeps_the_form(ladder, client_of):
    answer = client_of("business").post(SIMULATE, {"floor_gold": "80000"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "worker is not running" in page
    assert 'value="80000"' in page
    assert isinstance(answer.context["refusal"], Refused)


def test_a_trial_under_way_shows_how_far_it_is_and_can_be_cancelled(ladder, client_of, worker):
    worker["state"] = "running"
    client = client_of("business")
    page = tried(client)
    assert 'aria-valuenow="25"' in page.content.decode()
    part = client.get(f"{SIMULATE}{JOB}/", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<section")
    assert client.post(f"{SIMULATE}{JOB}/cancel/").status_code == 302
    assert worker["cancelled"] == [JOB]
    worker["state"] = "done"
    assert "HX-Refresh" in client.get(f"{SIMULATE}{JOB}/", headers={"HX-Request": "true"})


def test_a_trial_that_failed_says_why_and_keeps_the_draft(ladder, client_of, worker):
    worker["state"] = "failed"
    page = tried(client_of("business"), floor_gold="80000").content.decode()
    assert "It broke." in page
    assert 'value="80000.00"' in page


def test_a_trial_read_again_starts_nothing(place, client_of, worker):
    client = client_of("business")
    tried(client)
    client.get(f"{SIMULATE}{JOB}/")
    assert len(worker["asked"]) == 1


def test_a_trial_that_nobody_started_or_of_another_policy_is_not_found(ladder, client_of, worker):
    client = client_of("business")
    assert client.get(f"{SIMULATE}{JOB}/").status_code == 404
    tried(client)
    worker["asked"][-1]["policy"] = "berka_czk"
    assert client.get(f"{SIMULATE}{JOB}/").status_code == 404
    assert client_of("alice").get(f"{SIMULATE}{JOB}/").status_code == 403


def test_a_policy_without_results_cannot_be_tried(ladder, client_of):
    assert client_of("business").get(f"{PAGE}berka_czk/simulate/").status_code == 422
