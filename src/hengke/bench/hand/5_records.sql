-- The customer's record, what is held, the latest bookings, and the course of assets.
COPY (
    WITH debt AS (
        SELECT customer_id, sum(-minor)::BIGINT AS minor FROM owned
        WHERE family IN ('loan', 'credit_card')
            AND from_on <= DATE '{as_of}' AND until_on > DATE '{as_of}' GROUP BY ALL
    ),
    member AS (
        SELECT h.household_id, sum(a.minor)::BIGINT AS minor FROM asset a
        JOIN household h USING (customer_id) WHERE a.on_day = DATE '{as_of}' GROUP BY ALL
    )
    SELECT c.customer_id, c.kind, c.name, c.gender, c.birth_date, c.id_type, c.id_number, c.phone,
        c.email, c.address, c.region, c.occupation, c.industry, c.income_level, c.risk_level,
        c.risk_assessed_on, c.id_expires_on, c.opened_on, c.closed_on, c.status,
        coalesce(nullif(c.branch_id, ''), 'unassigned') AS branch_id,
        coalesce(c.manager_id, '') AS manager_id, h.household_id,
        m.minor AS household_aum_minor, a.minor AS aum_minor,
        coalesce(d.minor, 0) AS liability_minor, 'CNY' AS currency,
        c.name_key, c.name_stem_key, c.surname_key, c.initials_key, c.initials_stem_key,
        c.id_number_key, c.id_number_tail_key, c.phone_key, c.phone_tail_key, c.email_key, {stamp}
    FROM customers c JOIN household h USING (customer_id) JOIN member m USING (household_id)
    JOIN asset a ON a.customer_id = c.customer_id AND a.on_day = DATE '{as_of}'
    LEFT JOIN debt d ON d.customer_id = c.customer_id ORDER BY c.customer_id
) TO '{out}/customer_records.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    WITH today AS (
        SELECT account_id, native_minor FROM held
        WHERE from_on <= DATE '{as_of}' AND until_on > DATE '{as_of}'
    ),
    part AS (
        SELECT account_id, customer_id, minor FROM owned
        WHERE from_on <= DATE '{as_of}' AND until_on > DATE '{as_of}'
    ),
    holder AS (
        SELECT s.account_id, s.customer_id, s.share_ppm, coalesce(h.role, 'owner') AS role
        FROM share s LEFT JOIN account_holders h USING (account_id, customer_id)
        UNION ALL
        SELECT account_id, customer_id, 0, role FROM account_holders
        ANTI JOIN share USING (account_id, customer_id)
    )
    SELECT h.customer_id, a.account_id, a.product_id, a.product_name, a.family, h.role,
        h.share_ppm, a.currency, coalesce(t.native_minor, 0) AS balance_minor,
        CASE WHEN h.share_ppm = 0 THEN 0 ELSE coalesce(p.minor, 0) END AS home_minor,
        DATE '{as_of}' AS balance_date, a.opened_on, a.matures_on, a.rate_e8, {stamp}
    FROM account a JOIN holder h USING (account_id) LEFT JOIN today t USING (account_id)
    LEFT JOIN part p ON p.account_id = a.account_id AND p.customer_id = h.customer_id
    WHERE coalesce(a.opened_on, DATE '{as_of}') <= DATE '{as_of}'
        AND NOT (coalesce(a.status = 'closed' OR a.closed_on <= DATE '{as_of}', false)
            AND coalesce(t.native_minor, 0) = 0)
    ORDER BY h.customer_id, a.account_id
) TO '{out}/holdings.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT s.customer_id, t.transaction_id, t.account_id, t.booked_on, t.amount_minor, t.currency,
        t.kind, t.channel, t.counterparty_kind, {stamp}
    FROM transactions t JOIN share s USING (account_id) WHERE t.booked_on <= DATE '{as_of}'
    QUALIFY row_number() OVER (PARTITION BY s.customer_id, t.booked_on > DATE '{settled}'
        ORDER BY t.booked_on DESC, t.occurred_at DESC, t.transaction_id DESC) <= 20
    ORDER BY s.customer_id, t.transaction_id
) TO '{out}/movements.parquet' (FORMAT parquet, COMPRESSION zstd);

CREATE TEMP TABLE average AS  -- balance x days from the first of the month to the day
WITH shown AS (
    SELECT on_day, date_trunc('month', on_day)::DATE AS first_on
    FROM (SELECT unnest([{days_of_books}])::DATE AS on_day)
),
weighed AS (
    SELECT h.account_id, d.on_day, h.family IN ({deposits}) AS is_deposit,
        sum(h.minor * (least(h.until_on, d.on_day + 1) - greatest(h.from_on, d.first_on)))::BIGINT
            AS minor
    FROM held h JOIN shown d ON h.from_on <= d.on_day AND h.until_on > d.first_on
    WHERE h.family IN ({assets}) GROUP BY ALL
),
cut AS (
    SELECT s.customer_id, s.takes_the_rest, w.*, CASE WHEN s.takes_the_rest THEN 0
        ELSE (w.minor::HUGEINT * s.share_ppm // 1000000)::BIGINT END AS cut
    FROM weighed w JOIN share s USING (account_id) WHERE s.share_ppm <> 1000000
),
own AS (
    SELECT s.customer_id, w.on_day, w.is_deposit, w.minor
    FROM weighed w JOIN share s USING (account_id) WHERE s.share_ppm = 1000000
    UNION ALL
    SELECT customer_id, on_day, is_deposit, CASE WHEN takes_the_rest
        THEN minor - sum(cut) OVER (PARTITION BY account_id, on_day) ELSE cut END
    FROM cut
),
sums AS (
    SELECT customer_id, on_day, sum(minor) AS everything, sum(minor) FILTER (is_deposit) AS deposits
    FROM own GROUP BY ALL
)
SELECT customer_id, on_day, coalesce(everything, 0)::BIGINT AS everything,
    coalesce(deposits, 0)::BIGINT AS deposits
FROM (SELECT customer_id, on_day FROM known JOIN shown ON known_from <= on_day)
LEFT JOIN sums USING (customer_id, on_day);

COPY (
    SELECT a.customer_id, a.on_day AS point_on, a.minor AS aum_minor,
        (sign(v.everything) * ((2 * abs(v.everything) + day(a.on_day)) // (2 * day(a.on_day))))
            ::BIGINT AS month_average_minor, {stamp}
    FROM asset a JOIN average v USING (customer_id, on_day) WHERE a.on_day IN ({month_ends})
    ORDER BY a.customer_id, a.on_day
) TO '{out}/asset_points.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT coalesce(nullif(c.branch_id, ''), 'unassigned') AS branch_id,
        coalesce(c.manager_id, '') AS manager_id, a.on_day AS point_on, count(*) AS customers,
        sum(a.minor)::BIGINT AS aum_minor,
        sum(sign(v.deposits) * ((2 * abs(v.deposits) + day(a.on_day)) // (2 * day(a.on_day))))
            ::BIGINT AS deposit_average_minor, {stamp}
    FROM asset a JOIN average v USING (customer_id, on_day) JOIN customers c USING (customer_id)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
) TO '{out}/book_points.parquet' (FORMAT parquet, COMPRESSION zstd);
