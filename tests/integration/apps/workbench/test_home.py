"""The role's home: whose figures, which links, and what stands there when data is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.utils import translation
from tests.integration.apps.seeded import AS_OF

from hengke.apps.care import actions
from hengke.apps.care.models import Task
from hengke.apps.customers.models import BookPoint, Customer
from hengke.apps.imports.models import Run
from hengke.apps.tiering.models import Assessment, Position, Scheme
from hengke.apps.workbench import home_sentence
from hengke.web import formats

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="(/[^"#]*)"')
NOW = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)


def kpis(answer) -> dict[str, object]:
    return {str(kpi.title): kpi for kpi in answer.context["kpis"]}


def test_the_managers_figures_are_those_of_the_own_book(bank, speaking) -> None:
    answer = speaking("alice").get("/")
    own = Position.objects.filter(manager_id="S0001")
    risky = own.filter(gap_to_keep_minor__gt=0, effective_rank__gt=0)
    assert answer.context["standing"].total == own.count() == 12
    assert answer.context["standing"].at_risk == risky.count() > 0
    latest = BookPoint.objects.get(manager_id="S0001", point_on=AS_OF)
    with translation.override("en"):
        assert str(formats.amount(latest.aum_minor, "en")).rstrip("M") in str(
            kpis(answer)["Assets under management"].figure
        )
    assert {row.customer_id for row in answer.context["at_risk"]} <= set(
        own.values_list("customer_id", flat=True)
    )


def test_the_days_list_is_ranked_and_says_why(bank, speaking) -> None:
    rows = speaking("alice").get("/").context["day"]["rows"]
    scores = [row.task.score for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(row.sentence for row in rows)
    amounts = [
        row.task.amount_minor or 0
        for row in speaking("alice").get("/?by=amount").context["day"]["rows"]
    ]
    assert amounts == sorted(amounts, reverse=True)


def test_the_branch_heads_table_adds_up_to_the_branch(bank, speaking) -> None:
    answer = speaking("bo").get("/")
    books = answer.context["books"]
    branch = Customer.objects.filter(branch_id="B001")
    assert sum(book.customers for book in books) == branch.count()
    assert sum(book.aum_minor for book in books) == sum(row.aum_minor for row in branch)
    assert sum(book.at_risk for book in books) == answer.context["standing"].at_risk
    assert sum(book.waiting for book in books) == Task.objects.filter(branch_id="B001").count()
    assert {book.name for book in books} == {"林晓雯", "周航", "nobody in charge"}


def test_each_matter_leads_to_exactly_the_customers_it_counts(bank, speaking) -> None:
    head = speaking("bo")
    matters = [m for m in head.get("/").context["exceptions"] if "customers" in m.href]
    assert {matter.title for matter in matters} >= {"Without a manager", "At risk and alone"}
    for matter in matters:
        assert head.get(matter.href).context["found"].count == matter.count, matter.title


def test_every_number_of_the_manager_leads_to_the_list_it_counts(bank, speaking) -> None:
    alice = speaking("alice")
    answer = alice.get("/")
    standing, shown = answer.context["standing"], kpis(answer)
    counts = {
        shown["Assets under management"].href: standing.total,
        shown["Maturing before the assessment"].href: standing.maturing,
        shown["Contacts this week"].href: standing.top_quiet,
        "/customers/?falls=1&sort=fall": standing.falling,
    }
    assert "/customers/?falls=1&amp;sort=fall" in answer.content.decode() or not standing.falling
    for href, count in counts.items():
        assert alice.get(href).context["found"].count == count, href


def test_each_cell_of_the_migration_leads_to_the_customers_behind_it(bank, speaking) -> None:
    alice = speaking("alice")
    lines = alice.get("/").context["migration"]["lines"]
    cells = [cell for line in lines for cell in line.cells if cell.customers]
    assert sum(cell.customers for cell in cells) == 12
    for cell in cells:
        listed = alice.get(f"/tiers/migration/customers/{cell.href}").context["rows"]
        assert len(listed) == cell.customers


def test_the_banks_table_of_tiers_says_who_is_not_in_it(bank, speaking) -> None:
    gone = list(Position.objects.values_list("customer_id", flat=True).distinct()[:2])
    Position.objects.filter(customer_id__in=gone).delete()
    answer = speaking("olga").get("/")
    outside, tiers = answer.context["outside"], answer.context["tiers"]
    every = Customer.objects.all()
    assert outside.customers >= 2
    assert outside.customers + sum(line.customers for line in tiers) == every.count()
    assert outside.aum_minor + sum(line.aum_minor or 0 for line in tiers) == sum(
        row.aum_minor or 0 for row in every
    )
    assert "Not covered by these rules" in answer.content.decode()


def test_the_day_is_what_a_desk_can_do_and_says_what_waits_behind_it(bank, speaking) -> None:
    template = Task.objects.filter(manager_id="S0001").first()
    for index in range(40):
        template.pk = f"id_expiry:{index}"
        template.kind, template.score, template.due_on = "id_expiry", 0.01, date(2026, 9, 1)
        template.save(force_insert=True)
    answer = speaking("alice").get("/")
    day, page = answer.context["day"], answer.content.decode()
    assert len(day["rows"]) == day["shown"] == 15
    assert day["more"] == day["count"] - 15 >= 25
    assert f"{day['more']} more wait" in page
    (late,) = [one for one in day["duties"] if "id_expiry" in one.href]
    assert late.count >= 40
    listed = speaking("alice").get(late.href)
    assert listed.context["count"] == late.count
    assert late.href.replace("&", "&amp;") in page


def test_a_managers_customers_of_other_branches_are_counted_and_never_named(bank, speaking) -> None:
    foreign = Customer.objects.filter(branch_id="B002").first()
    Customer.objects.filter(pk=foreign.pk).update(manager_id="S0001", name="远在外行")
    Customer.objects.filter(manager_id="S0002").update(manager_id="S0003")
    answer = speaking("bo").get("/")
    books = {book.manager_id: book for book in answer.context["books"]}
    assert (books["S0001"].elsewhere, books["S0001"].branch) == (1, "")
    assert books["S0003"].branch == "滨海支行"
    assert (
        books["S0003"].elsewhere
        == Customer.objects.filter(manager_id="S0003", branch_id="B002").count()
        > 0
    )
    text = answer.content.decode()
    assert "1 more of other branches" in text
    assert "远在外行" not in text


@pytest.mark.parametrize("name", ["alice", "bo", "olga"])
def test_home_and_migration_page_say_the_same_of_the_same_two_dates(bank, speaking, name) -> None:
    client = speaking(name)
    home = client.get("/").context["migration"]
    page = client.get(home["page"]).context
    found, asked = home["found"], page["asked"]
    assert (found.first, found.last) == (asked.first, asked.last)
    assert found.totals == page["totals"]
    assert home["lines"] == page["lines"]


def test_customers_new_since_the_first_date_are_not_said_to_be_unknown(bank, speaking) -> None:
    alice = speaking("alice")
    before = alice.get("/").context["migration"]["found"]
    new = Assessment.objects.filter(
        customer_id__in=Customer.objects.filter(manager_id="S0001").values("pk"),
        assessed_on=before.first,
    ).first()
    new.delete()
    cache.clear()
    after = alice.get("/")
    found = after.context["migration"]["found"]
    assert (before.arrived, found.arrived) == (0, 1)
    assert found.totals.unknown == before.totals.unknown
    assert "1 new since" in after.content.decode()


@pytest.mark.parametrize("name", ["alice", "bo", "olga", "dan", "audrey"])
def test_every_link_of_every_home_opens(bank, speaking, name: str) -> None:
    client = speaking(name)
    links = {link.replace("&amp;", "&") for link in HREF.findall(client.get("/").content.decode())}
    pages = sorted(link for link in links if not link.startswith("/static/"))
    assert len(pages) > 4
    assert {link: client.get(link).status_code for link in pages} == dict.fromkeys(pages, 200)


def test_a_contact_counts_at_once(bank, speaking, person) -> None:
    alice = speaking("alice")
    customer = Customer.objects.filter(manager_id="S0001").first()
    actions.record_contact(
        customer,
        result=actions.Outcomes(follow_up_days=2),
        today=AS_OF,
        by=person("alice"),
        now=NOW,
    )
    answer = alice.get("/")
    assert str(kpis(answer)["Contacts this week"].figure) == "1"
    assert [row.task.customer_id for row in answer.context["agenda"]] == [customer.pk]


def test_a_manager_without_customers_is_told_where_they_come_from(bank, speaking, person) -> None:
    user = person("alice")
    user.org_id = "S0999"
    user.save()
    assert "hands customers to you" in speaking("alice").get("/").content.decode()


def test_a_bank_without_tiers_says_so_instead_of_showing_zeros(bank, speaking) -> None:
    from hengke.apps.tiering.models import Scheme

    Scheme.objects.all().delete()
    for name in ("alice", "bo", "olga"):
        answer = speaking(name).get("/")
        assert answer.status_code == 200
        assert "No tier was computed yet" in answer.content.decode()
        assert answer.context["standing"] is None


def test_what_a_home_remembers_ends_with_a_contact_a_hand_over_or_a_new_run(
    bank, speaking, person
) -> None:
    alice, head = speaking("alice"), speaking("bo")
    quiet = alice.get("/").context["standing"].top_quiet
    best = Customer.objects.filter(manager_id="S0001").order_by("-aum_minor").first()
    made = actions.record_contact(
        best, result=actions.Outcomes(), today=AS_OF, by=person("alice"), now=NOW
    )
    assert alice.get("/").context["standing"].top_quiet == quiet - 1
    actions.withdraw(made, by=person("alice"), now=NOW)
    assert alice.get("/").context["standing"].top_quiet == quiet
    held = {book.manager_id: book.customers for book in head.get("/").context["books"]}
    head.post("/customers/assign/", {"customer": [best.pk], "manager": "S0002"})
    now = {book.manager_id: book.customers for book in head.get("/").context["books"]}
    assert now["S0002"] == held["S0002"] + 1
    assert alice.get("/").context["standing"].total == 11
    Position.objects.filter(manager_id="S0001").delete()
    assert alice.get("/").context["standing"].total == 11
    Run.objects.update(run_id="run-2")
    Scheme.objects.update(run_id="run-2")
    assert alice.get("/").context["standing"].total == 0


def test_maturities_that_were_not_delivered_are_unknown_not_zero(bank, speaking) -> None:
    Position.objects.update(maturing_minor=None)
    found = kpis(speaking("alice").get("/"))["Maturing before the assessment"]
    assert found.figure is None
    assert "maturities are not in the bank" in str(found.note)


def test_month_end_balances_alone_invent_no_daily_average(bank, speaking) -> None:
    BookPoint.objects.update(deposit_average_minor=None)
    deposits = kpis(speaking("alice").get("/"))["Deposits, month average"]
    assert "unknown" in str(deposits.figure)
    assert "daily balances are not in the bank" in str(deposits.note)


def test_a_total_over_books_says_how_many_are_unknown(bank, speaking) -> None:
    BookPoint.objects.filter(manager_id="S0002").update(aum_minor=None)
    assert "1 book unknown" in str(kpis(speaking("bo").get("/"))["Assets under management"].note)


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "早上好"), (3, "早上好"), (4, "下午好"), (9, "下午好"), (10, "晚上好")]
)
def test_the_greeting_follows_the_banks_clock(hour: int, words: str) -> None:
    """UTC hours; the bank's zone is eight hours ahead."""
    with translation.override("zh-hans"):
        said = home_sentence.greeting(datetime(2026, 10, 26, hour, tzinfo=UTC), "林晓雯")
    assert said == f"{words}，林晓雯"
