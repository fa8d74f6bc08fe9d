"""At 20,000 customers the synthetic bank has the proportions of a large one."""

from __future__ import annotations

import pytest
from tests.integration.synthetic.banks import LARGE, Bank

pytestmark = pytest.mark.slow_test
LAST_MONTH = "DATE '2026-09-01'"
TIER = "CASE WHEN {0} >= 1e7 THEN 4 WHEN {0} >= 5e6 THEN 3 WHEN {0} >= 5e5 THEN 2 " \
       "WHEN {0} >= 5e4 THEN 1 ELSE 0 END"  # fmt: skip


def test_two_in_a_hundred_hold_four_fifths_of_the_assets(large_bank: Bank) -> None:
    for month in ("DATE '2025-03-01'", LAST_MONTH):
        ((upper, held),) = large_bank.rows(f"""
            SELECT count(*) FILTER (average >= 500000),
                   sum(average) FILTER (average >= 500000) / sum(average)
            FROM averages WHERE month = {month}""")
        assert 0.018 <= upper / LARGE <= 0.027
        assert 0.75 <= held <= 0.86


def test_enough_customers_fall_below_their_tier_each_month_for_a_model_to_learn(
    large_bank: Bank,
) -> None:
    falls = large_bank.rows(f"""
        SELECT a.month, count(*) FILTER ({TIER.format("b.average")} < {TIER.format("a.average")})
        FROM averages a JOIN averages b
            ON b.customer_id = a.customer_id AND b.month = a.month + INTERVAL 1 MONTH
        GROUP BY 1 ORDER BY 1 DESC LIMIT 12""")
    assert min(count for _, count in falls) >= 30
    assert max(count for _, count in falls) <= 400  # and the book does not fall apart


def test_some_customers_sleep_and_most_do_not(large_bank: Bank) -> None:
    awake = large_bank.one("""
        SELECT count(DISTINCT customer_id) FROM transactions JOIN accounts USING (account_id)
        WHERE customer_initiated AND booked_on > DATE '2026-10-23' - 180""")
    assert 0.08 <= 1 - awake / LARGE <= 0.2


def test_maturities_lie_in_every_week_ahead(large_bank: Bank) -> None:
    weeks = large_bank.rows("""
        SELECT (matures_on - DATE '2026-10-24') // 7 AS week, count(*), sum(principal_minor)
        FROM assets WHERE status = 'open'
            AND matures_on BETWEEN DATE '2026-10-24' AND DATE '2026-10-24' + 90
        GROUP BY 1""")
    assert len(weeks) == 13
    assert min(count for _, count, _ in weeks) >= 20


def test_a_few_per_cent_of_debts_are_behind(large_bank: Bank) -> None:
    behind = large_bank.one("""
        SELECT count(*) FILTER (days_past_due > 0) / count(*) FROM loan_status
        WHERE status_date = DATE '2026-10-23'""")
    assert 0.01 <= behind <= 0.06
    classes = large_bank.one("SELECT count(DISTINCT bank_class) FROM loan_status")
    assert classes == 5


def test_the_assets_of_leavers_really_fall_and_those_of_stayers_do_not(large_bank: Bank) -> None:
    ((gone, before, after, fell),) = large_bank.rows("""
        WITH left_in_book AS (
            SELECT customer_id, date_trunc('month', leaves_from) - INTERVAL 1 MONTH AS from_month,
                   date_trunc('month', gone_by) + INTERVAL 1 MONTH AS to_month
            FROM truth_customers
            WHERE leaves_from > DATE '2025-01-01' AND gone_by < DATE '2026-08-01')
        SELECT count(*), sum(b.average), sum(coalesce(e.average, 0)),
               count(*) FILTER (coalesce(e.average, 0) < 0.7 * b.average) / count(*)
        FROM left_in_book l
        JOIN averages b ON b.customer_id = l.customer_id AND b.month = l.from_month
        LEFT JOIN averages e ON e.customer_id = l.customer_id AND e.month = l.to_month""")
    assert gone > 500
    assert after < 0.6 * before
    assert fell > 0.75
    ((start, end),) = large_bank.rows(f"""
        SELECT sum(average) FILTER (month = DATE '2026-03-01'),
               sum(average) FILTER (month = {LAST_MONTH})
        FROM averages ANTI JOIN (FROM truth_customers WHERE leaves) USING (customer_id)""")
    assert end > 0.97 * start


def test_the_truth_knows_what_comes_after_the_business_date(large_bank: Bank) -> None:
    days = [str(day) for (day,) in large_bank.rows(
        "SELECT DISTINCT balance_date FROM truth_future_assets ORDER BY 1")]  # fmt: skip
    assert days == ["2026-10-23", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31"]
    delivered = large_bank.one("""
        SELECT sum(yuan * share_ppm / 1e6) FROM stretches JOIN account_holders USING (account_id)
        WHERE until_on = DATE '2026-10-24'""")
    known = large_bank.one("""
        SELECT sum(aum_minor) / 100 FROM truth_future_assets
        WHERE balance_date = DATE '2026-10-23'""")
    assert known == pytest.approx(delivered, rel=0.01)
    ((now, later),) = large_bank.rows("""
        SELECT sum(aum_minor) FILTER (balance_date = DATE '2026-10-23'),
               sum(aum_minor) FILTER (balance_date = DATE '2027-01-31')
        FROM truth_future_assets JOIN truth_customers USING (customer_id)
        WHERE leaves_from BETWEEN DATE '2026-10-24' AND DATE '2026-12-15'""")
    assert later < 0.9 * now


def test_contacts_keep_persuadables_and_provoke_sleeping_dogs(large_bank: Bank) -> None:
    effects = dict(large_bank.rows("""
        SELECT response, (min(contact_effect_ppm), max(contact_effect_ppm), count(*))
        FROM truth_customers WHERE leaves GROUP BY 1"""))  # fmt: skip
    assert effects["persuadable"][0] > 0 > effects["sleeping_dog"][1]
    assert effects["sure"][:2] == effects["lost_cause"][:2] == (0, 0)
    assert min(effects[response][2] for response in effects) > 30
    unnamed = "SELECT count(*) FROM truth_customers WHERE leaves <> (lever IS NOT NULL)"
    assert large_bank.one(unnamed) == 0


def test_log_ins_thin_out_before_somebody_leaves(large_bank: Bank) -> None:
    ((quiet, signalling, leaving),) = large_bank.rows("""
        WITH logins AS (
            SELECT customer_id, occurred_at::DATE AS d FROM digital_events WHERE kind = 'login'),
        spans AS (
            SELECT customer_id, signals_from AS s, leaves_from AS l FROM truth_customers
            WHERE leaves_from BETWEEN DATE '2025-06-01' AND DATE '2026-06-01')
        SELECT count(*) FILTER (d BETWEEN s - 90 AND s - 1) / 90.0,
               sum(CASE WHEN d BETWEEN s AND l - 1 THEN 1.0 / (l - s) END),
               count(*) FILTER (d BETWEEN l AND l + 89) / 90.0
        FROM spans JOIN logins USING (customer_id)""")
    assert quiet > 1.2 * float(signalling)
    assert float(signalling) > 1.3 * leaving


def test_what_leavers_look_at_tells_why(large_bank: Bank) -> None:
    shares = dict(large_bank.rows("""
        SELECT reason, avg((topic = 'rate_comparison')::INT)
        FROM digital_events JOIN truth_customers t USING (customer_id)
        WHERE topic IS NOT NULL AND (NOT leaves OR occurred_at >= signals_from)
        GROUP BY 1"""))  # fmt: skip
    assert shares["rate_shopping"] > 0.08
    assert shares[None] == 0


def test_the_customer_file_is_dense(large_bank: Bank) -> None:
    filled = large_bank.rows("""
        SELECT count(name), count(birth_date), count(id_number), count(phone), count(address),
               count(region), count(opened_on), count(status), count(branch_id)
        FROM customers""")[0]
    assert set(filled) == {LARGE}
    assert large_bank.one("SELECT count(DISTINCT id_number) FROM customers") == LARGE
    statuses = dict(large_bank.rows("SELECT status, count(*) FROM customers GROUP BY 1"))
    assert set(statuses) == {"active", "frozen", "deceased", "blacklisted", "closed"}
    assert statuses["active"] > 0.95 * LARGE
    assert large_bank.one("SELECT count(*) FROM customers WHERE customer_id LIKE '0%'") == LARGE


def test_who_is_frozen_or_dead_begins_nothing(large_bank: Bank) -> None:
    moved = large_bank.one("""
        SELECT count(*) FROM customers JOIN accounts USING (customer_id)
        JOIN transactions USING (account_id)
        WHERE customers.status IN ('frozen', 'deceased', 'blacklisted') AND customer_initiated
            AND transactions.kind <> 'opening_deposit'""")
    assert moved == 0


def test_every_book_is_of_a_size_that_one_manager_can_keep(large_bank: Bank) -> None:
    books = [count for (count,) in large_bank.rows("""
        SELECT count(*) FROM customers JOIN averages USING (customer_id)
        WHERE manager_id IS NOT NULL AND average >= 50000 AND month = DATE '2026-09-01'
        GROUP BY manager_id""")]  # fmt: skip
    assert max(books) <= 500
    unattended = large_bank.one(f"""
        SELECT count(*) FROM customers JOIN averages USING (customer_id)
        WHERE manager_id IS NULL AND average >= 500000 AND month = {LAST_MONTH}""")
    assert unattended < 10
