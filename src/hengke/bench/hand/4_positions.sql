-- Where everybody stands on the business date: gaps, outlook, figures beside them.
CREATE TEMP TABLE asset AS  -- assets on every day that is shown
SELECT c.customer_id, d.on_day, coalesce(s.minor, 0)::BIGINT AS minor
FROM known c
JOIN (SELECT unnest([{days_shown}])::DATE AS on_day) d ON c.known_from <= d.on_day
LEFT JOIN (
    SELECT o.customer_id, d.on_day, sum(o.minor) AS minor
    FROM owned o JOIN (SELECT unnest([{days_shown}])::DATE AS on_day) d
        ON o.from_on <= d.on_day AND o.until_on > d.on_day
    WHERE o.family IN ({assets}) GROUP BY ALL
) s USING (customer_id, on_day);

CREATE TEMP TABLE figure AS
SELECT customer_id,
    max(minor) FILTER (on_day = DATE '{as_of}') AS aum_minor,
    max(minor) FILTER (on_day = DATE '{as_of}' - 30) AS aum_30d_ago_minor,
    '[' || concat_ws(', ', {weeks}) || ']' AS trend
FROM asset GROUP BY customer_id;

CREATE TEMP TABLE maturing AS
SELECT o.customer_id, sum(o.minor)::BIGINT AS maturing_minor, min(a.matures_on) AS maturing_on
FROM owned o JOIN account a USING (account_id)
WHERE o.from_on <= DATE '{as_of}' AND o.until_on > DATE '{as_of}' AND o.family IN ({assets})
    AND a.matures_on > DATE '{as_of}' AND a.matures_on <= DATE '{next_assessment}'
GROUP BY ALL;

CREATE TEMP TABLE outflow AS
WITH sent AS (
    SELECT t.account_id, sum(CASE WHEN t.currency = 'CNY' THEN -t.amount_minor ELSE
        (2 * (-t.amount_minor)::HUGEINT * r.rate_e8 + 100000000) // 200000000 END)::BIGINT AS minor
    FROM transactions t LEFT JOIN rate r ON r.currency = t.currency
        AND t.booked_on >= r.from_on AND t.booked_on < r.until_on
    WHERE t.counterparty_kind = 'other_bank' AND t.amount_minor < 0
        AND t.booked_on > DATE '{as_of}' - 30 AND t.booked_on <= DATE '{as_of}'
    GROUP BY ALL
),
cut AS (
    SELECT s.customer_id, s.account_id, s.takes_the_rest, minor,
        CASE WHEN s.takes_the_rest THEN 0 ELSE minor * s.share_ppm // 1000000 END AS cut
    FROM sent JOIN share s USING (account_id)
)
SELECT customer_id, sum(part)::BIGINT AS outflow_30d_minor FROM (
    SELECT customer_id, CASE WHEN takes_the_rest
        THEN minor - sum(cut) OVER (PARTITION BY account_id) ELSE cut END AS part FROM cut
) GROUP BY ALL;

CREATE TEMP TABLE placed AS
WITH running AS (
    SELECT customer_id, sum_minor_days AS sum_so_far, days, {days_total} AS days_total,
        {days_total} - days AS days_left, aum_minor AS today, value_minor AS average_so_far_minor,
        opened_on
    FROM measured WHERE assessed_on = DATE '{as_of}'
),
beside AS (
    SELECT r.*, l.assessed_on, l.assessed_rank, l.assessed_tier, l.effective_rank,
        l.effective_tier, l.state, l.fails_used, l.fails_allowed, l.value_minor AS last_value_minor,
        b.assessed_rank AS previous_assessed_rank, b.effective_rank AS previous_effective_rank,
        {floor_of_effective} AS keep_floor_minor, {floor_above_effective} AS next_floor_minor,
        sum_so_far + today * days_left AS sum_ahead
    FROM running r LEFT JOIN {last} l USING (customer_id) LEFT JOIN {before} b USING (customer_id)
)
SELECT *,
    CASE WHEN days_left > 0 THEN days_left ELSE days_total END AS per,
    {rank_of_sum_ahead} AS rank_ahead, {rank_of_today} AS rank_after,
    least(fails_used + 1, fails_allowed) AS failing
FROM beside;

CREATE TEMP TABLE ahead AS
SELECT *,
    rank_ahead < effective_rank AND NOT opened_on > DATE '{protected_next}' AS fails_next,
    CASE WHEN rank_ahead = effective_rank THEN 0
        WHEN rank_ahead < effective_rank AND NOT opened_on > DATE '{protected_next}' THEN failing
        ELSE fails_used END AS fails_after
FROM placed;

CREATE TEMP TABLE nth AS
SELECT *, greatest(fails_allowed - fails_after, 1) + {protected_later} AS nth FROM ahead;

COPY (
    SELECT '{policy}' AS policy, '{policy_version}' AS policy_version, n.customer_id,
        'CNY' AS currency, assessed_on, DATE '{next_assessment}' AS next_assessment_on,
        assessed_rank, assessed_tier, effective_rank, effective_tier, previous_assessed_rank,
        previous_effective_rank, state, fails_used, fails_allowed, f.aum_minor,
        average_so_far_minor, last_value_minor, f.aum_30d_ago_minor, keep_floor_minor,
        next_floor_minor,
        CASE WHEN keep_floor_minor IS NOT NULL THEN
            ((greatest(keep_floor_minor * days_total - sum_ahead, 0) + per - 1) // per)::BIGINT
            END AS gap_to_keep_minor,
        CASE WHEN next_floor_minor IS NOT NULL THEN
            ((greatest(next_floor_minor * days_total - sum_ahead, 0) + per - 1) // per)::BIGINT
            END AS gap_to_next_minor,
        CASE WHEN days_left > 0 AND keep_floor_minor IS NOT NULL THEN ((greatest(keep_floor_minor * days_total - sum_so_far, 0)
            + days_left - 1) // days_left)::BIGINT END AS needed_for_rest_minor,
        days_left,
        CASE WHEN state IN ('excluded', 'overridden') OR effective_rank IS NULL THEN NULL
            WHEN rank_ahead > effective_rank THEN DATE '{holds_from_next}'
            WHEN fails_next AND fails_after >= fails_allowed THEN DATE '{holds_from_next}'
            WHEN rank_after > effective_rank THEN DATE '{holds_from_second}'
            WHEN rank_after < effective_rank THEN [{holds_from_later}][nth]::DATE END
            AS next_change_on,
        CASE WHEN state IN ('excluded', 'overridden') OR effective_rank IS NULL THEN NULL
            WHEN rank_ahead > effective_rank THEN {tier_of_ahead}
            WHEN fails_next AND fails_after >= fails_allowed THEN {tier_of_ahead}
            WHEN rank_after <> effective_rank THEN {tier_of_after} END AS next_tier,
        coalesce(m.maturing_minor, 0) AS maturing_minor, m.maturing_on,
        coalesce(o.outflow_30d_minor, 0) AS outflow_30d_minor, f.trend,
        CASE WHEN effective_rank IS NULL THEN 'not_assessed_yet' END AS unknown_reason, {stamp}
    FROM nth n JOIN figure f USING (customer_id) LEFT JOIN maturing m USING (customer_id)
    LEFT JOIN outflow o USING (customer_id) ORDER BY policy, customer_id
) TO '{out}/positions.parquet' (FORMAT parquet, COMPRESSION zstd);
