-- What everybody owns, as stretches of days. Written for the synthetic bank as it is: balances of
-- change from the first day on, no unknown products, a rate for every day.
CREATE TEMP TABLE account AS
SELECT a.account_id, a.customer_id, a.product_id, p.name AS product_name, p.family, a.currency,
    a.opened_on, a.closed_on, a.matures_on, a.rate_e8, a.status,
    least(coalesce(a.closed_on, DATE '9999-12-31'), DATE '{as_of}' + 1) AS gone_on
FROM accounts a JOIN products p USING (product_id);

CREATE TEMP TABLE known AS  -- since when somebody is known: as a customer or by an account
SELECT c.*, least(c.opened_on, first_on) AS known_from
FROM customers c LEFT JOIN (
    SELECT customer_id, min(opened_on) AS first_on FROM (
        SELECT customer_id, opened_on FROM account
        UNION ALL
        SELECT h.customer_id, a.opened_on FROM account_holders h JOIN account a USING (account_id)
    ) GROUP BY customer_id
) USING (customer_id);

CREATE TEMP TABLE rate AS
SELECT base AS currency, rate_e8, rate_date AS from_on,
    least(lead(rate_date) OVER (PARTITION BY base ORDER BY rate_date), rate_date + 8) AS until_on
FROM market_rates WHERE kind = 'fx_middle' AND quote = 'CNY';

CREATE TEMP TABLE share AS
WITH owner AS (
    SELECT account_id, customer_id, share_ppm FROM account_holders
    WHERE role <> 'disponent' AND share_ppm > 0
)
SELECT o.account_id, o.customer_id, o.share_ppm,
    row_number() OVER (
        PARTITION BY o.account_id ORDER BY o.customer_id <> a.customer_id, o.customer_id
    ) = 1 AS takes_the_rest
FROM owner o JOIN account a USING (account_id)
UNION ALL
SELECT account_id, customer_id, 1000000, true FROM account ANTI JOIN owner USING (account_id);

CREATE TEMP TABLE held AS
WITH run AS (
    SELECT b.account_id, a.family, b.currency, b.balance_minor AS native_minor,
        b.balance_date AS from_on, a.gone_on,
        coalesce(lead(b.balance_date) OVER (PARTITION BY b.account_id ORDER BY b.balance_date),
            DATE '{as_of}' + 1) AS until_on
    FROM balances b JOIN account a USING (account_id) WHERE b.balance_date <= DATE '{as_of}'
),
alive AS (
    SELECT account_id, family, currency, native_minor, from_on,
        least(until_on, gone_on) AS until_on
    FROM run WHERE native_minor <> 0 AND from_on < least(until_on, gone_on)
)
SELECT account_id, family, native_minor, native_minor AS minor, from_on, until_on
FROM alive WHERE currency = 'CNY'
UNION ALL
SELECT account_id, family, native_minor,
    (sign(native_minor) * ((2 * abs(native_minor)::HUGEINT * rate_e8 + 100000000) // 200000000)
    )::BIGINT AS minor,
    greatest(alive.from_on, rate.from_on), least(alive.until_on, rate.until_on)
FROM alive JOIN rate ON alive.currency = rate.currency
    AND alive.from_on < rate.until_on AND alive.until_on > rate.from_on;

CREATE TEMP TABLE owned AS
SELECT s.customer_id, h.account_id, h.family, h.from_on, h.until_on, h.minor
FROM held h JOIN share s USING (account_id) WHERE s.share_ppm = 1000000
UNION ALL
SELECT customer_id, account_id, family, from_on, until_on,
    (CASE WHEN takes_the_rest THEN minor - sum(cut) OVER (PARTITION BY account_id, from_on)
        ELSE cut END)::BIGINT
FROM (
    SELECT h.*, s.customer_id, s.takes_the_rest,
        CASE WHEN s.takes_the_rest THEN 0 ELSE h.minor * s.share_ppm // 1000000 END AS cut
    FROM held h JOIN share s USING (account_id) WHERE s.share_ppm <> 1000000
);

CREATE TEMP TABLE household AS  -- the smallest number that can be reached over family relations
WITH RECURSIVE link AS (
    SELECT customer_id, related_id FROM relations
    WHERE kind IN ('household', 'spouse', 'parent')
        AND coalesce(valid_from, DATE '{as_of}') <= DATE '{as_of}'
        AND coalesce(valid_to, DATE '{as_of}') >= DATE '{as_of}'
),
both_ways AS (
    SELECT customer_id, related_id FROM link UNION SELECT related_id, customer_id FROM link
),
reached AS (
    SELECT customer_id, related_id FROM both_ways
    UNION
    SELECT r.customer_id, b.related_id FROM reached r JOIN both_ways b ON r.related_id = b.customer_id
)
SELECT c.customer_id, least(c.customer_id, min(r.related_id)) AS household_id
FROM customers c LEFT JOIN reached r USING (customer_id) GROUP BY c.customer_id;
