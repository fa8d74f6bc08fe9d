"""The books of the synthetic bank add up, on every account and every day."""

from __future__ import annotations

import pytest
from tests.integration.synthetic.banks import Bank


@pytest.mark.slow_test  # the first test pays for making the small bank
def test_every_balance_is_the_one_before_and_the_bookings_of_the_day(small_bank: Bank) -> None:
    wrong = """
        WITH days AS (
            SELECT account_id, balance_date, balance_minor, lag(balance_minor) OVER w AS before
            FROM balances WINDOW w AS (PARTITION BY account_id ORDER BY balance_date)),
        booked AS (
            SELECT account_id, booked_on, sum(amount_minor) AS amount
            FROM transactions GROUP BY ALL)
        SELECT * FROM days d LEFT JOIN booked b
            ON b.account_id = d.account_id AND b.booked_on = d.balance_date
        WHERE before IS NOT NULL AND balance_minor <> before + coalesce(amount, 0)"""
    assert small_bank.rows(wrong) == []


def test_a_day_with_bookings_has_a_balance_row_and_a_row_has_a_reason(small_bank: Bank) -> None:
    without = """
        SELECT count(*) FROM transactions t ANTI JOIN balances b
            ON b.account_id = t.account_id AND b.balance_date = t.booked_on"""
    assert small_bank.one(without) == 0
    idle = """
        SELECT count(*) FROM balances b JOIN accounts a USING (account_id)
        ANTI JOIN transactions t ON b.account_id = t.account_id AND b.balance_date = t.booked_on
        WHERE balance_date <> greatest(a.opened_on, DATE '2024-10-01')"""
    assert small_bank.one(idle) == 0


def test_history_begins_on_the_first_day_of_the_account_in_the_book(small_bank: Bank) -> None:
    firsts = """
        SELECT count(*) FROM accounts a LEFT JOIN
            (SELECT account_id, min(balance_date) AS first FROM balances GROUP BY 1)
            USING (account_id)
        WHERE first IS DISTINCT FROM greatest(a.opened_on, DATE '2024-10-01')"""
    assert small_bank.one(firsts) == 0


def test_an_account_opened_inside_the_book_starts_from_nothing(small_bank: Bank) -> None:
    carried = """
        SELECT count(*) FROM balances b JOIN accounts a USING (account_id)
        WHERE balance_date = a.opened_on AND balance_minor <> coalesce(
            (SELECT sum(amount_minor) FROM transactions t
             WHERE t.account_id = a.account_id AND t.booked_on = a.opened_on), 0)"""
    assert small_bank.one(carried) == 0


def test_running_balances_follow_booking_by_booking(small_bank: Bank) -> None:
    jumps = """
        SELECT count(*) FROM (
            SELECT balance_minor - amount_minor AS before,
                   lag(balance_minor) OVER (PARTITION BY account_id ORDER BY transaction_id) AS last
            FROM transactions)
        WHERE last IS NOT NULL AND before <> last"""
    assert small_bank.one(jumps) == 0
    evenings = """
        SELECT count(*) FROM balances b JOIN (
            SELECT account_id, booked_on, last(balance_minor ORDER BY transaction_id) AS evening
            FROM transactions GROUP BY ALL) t
            ON t.account_id = b.account_id AND t.booked_on = b.balance_date
        WHERE evening <> balance_minor"""
    assert small_bank.one(evenings) == 0
    order = """
        SELECT count(*) FROM (SELECT occurred_at, lag(occurred_at) OVER (
            PARTITION BY account_id ORDER BY transaction_id) AS before FROM transactions)
        WHERE before > occurred_at"""
    assert small_bank.one(order) == 0


def test_nothing_is_overdrawn_at_any_booking_and_no_debt_turns_round(small_bank: Bank) -> None:
    for table in ("balances", "transactions"):
        overdrawn = f"""
            SELECT family, count(*) FROM {table} b JOIN accounts USING (account_id)
            JOIN products USING (product_id)
            WHERE CASE WHEN family IN ('loan', 'credit_card') THEN b.balance_minor > 0
                       ELSE b.balance_minor < 0 END GROUP BY 1"""
        assert small_bank.rows(overdrawn) == []


def test_an_account_moves_only_between_its_first_and_its_last_day(small_bank: Bank) -> None:
    outside = """
        SELECT count(*) FROM transactions JOIN accounts USING (account_id)
        WHERE booked_on < opened_on OR booked_on > closed_on"""
    assert small_bank.one(outside) == 0


def test_a_closed_account_is_empty_and_a_closed_customer_has_no_open_one(small_bank: Bank) -> None:
    left = """
        SELECT count(*) FROM (
            SELECT account_id, last(balance_minor ORDER BY balance_date) AS left_over
            FROM balances GROUP BY 1) JOIN accounts USING (account_id)
        WHERE status = 'closed' AND left_over <> 0"""
    assert small_bank.one(left) == 0
    still_open = """
        SELECT count(*) FROM accounts a JOIN customers c USING (customer_id)
        WHERE c.status = 'closed' AND (a.status = 'open' OR a.closed_on > c.closed_on)"""
    assert small_bank.one(still_open) == 0
    assert small_bank.one("SELECT count(*) FROM customers WHERE status = 'closed'") > 0


def test_shares_of_an_account_sum_to_the_whole(small_bank: Bank) -> None:
    odd = """
        SELECT account_id FROM accounts LEFT JOIN account_holders h USING (account_id)
        GROUP BY account_id, accounts.customer_id
        HAVING sum(share_ppm) IS DISTINCT FROM 1000000
            OR count(*) FILTER (role = 'owner' AND h.customer_id = accounts.customer_id) <> 1
            OR count(*) FILTER (role = 'owner') <> 1
            OR sum(share_ppm) FILTER (role = 'disponent') > 0"""
    assert small_bank.rows(odd) == []
    roles = {role for (role,) in small_bank.rows("SELECT DISTINCT role FROM account_holders")}
    assert roles == {"owner", "joint", "disponent"}


def test_joint_holders_are_couples_and_disponents_own_the_firm(small_bank: Bank) -> None:
    strangers = """
        SELECT count(*) FROM account_holders h JOIN accounts a USING (account_id)
        WHERE h.role <> 'owner' AND NOT EXISTS (
            SELECT 1 FROM relations r
            WHERE r.kind = CASE h.role WHEN 'joint' THEN 'spouse' ELSE 'shareholder' END
            AND ((r.customer_id = a.customer_id AND r.related_id = h.customer_id)
              OR (r.related_id = a.customer_id AND r.customer_id = h.customer_id)))"""
    assert small_bank.one(strangers) == 0


def test_owners_of_a_firm_hold_all_of_it(small_bank: Bank) -> None:
    parts = "SELECT sum(share_ppm) FROM relations WHERE kind = 'shareholder' GROUP BY customer_id"
    assert {whole for (whole,) in small_bank.rows(parts)} == {1_000_000}


def test_what_is_owed_is_the_balance_of_the_loan_account(small_bank: Bank) -> None:
    differing = """
        SELECT count(*) FROM loan_status s ASOF JOIN balances b
            ON b.account_id = s.account_id AND b.balance_date <= s.status_date
        WHERE s.outstanding_minor <> -b.balance_minor"""
    assert small_bank.one(differing) == 0
    assert small_bank.one("SELECT count(*) FROM loan_status") > 0


def test_behind_with_payments_is_only_who_owes(small_bank: Bank) -> None:
    odd = """SELECT count(*) FROM loan_status
        WHERE days_past_due < 0 OR (days_past_due > 0 AND outstanding_minor <= 0)
           OR (days_past_due = 0) <> (bank_class = '正常')"""
    assert small_bank.one(odd) == 0


def test_money_moved_between_own_accounts_is_booked_on_both_sides(small_bank: Bank) -> None:
    """Days on which a customer moved yuan only; foreign positions are paid for in yuan."""
    moved = """
        SELECT a.customer_id, booked_on, sum(amount_minor) AS rest
        FROM transactions t JOIN accounts a USING (account_id)
        WHERE t.kind IN ('purchase', 'redemption', 'premium', 'maturity', 'card_repayment')
        GROUP BY ALL HAVING bool_and(t.currency = 'CNY')"""
    assert small_bank.one(f"SELECT count(*) FROM ({moved})") > 500
    assert small_bank.one(f"SELECT count(*) FROM ({moved}) WHERE rest <> 0") == 0
