-- Sums per customer and month, in one pass over the stretches; the running month is the last one.
CREATE TEMP TABLE month AS
SELECT CAST(assessed_on AS DATE) AS assessed_on,
    date_trunc('month', CAST(assessed_on AS DATE))::DATE AS first_on,
    day(CAST(assessed_on AS DATE)) AS days
FROM (SELECT unnest([{assessed}, '{as_of}']) AS assessed_on);

CREATE TEMP TABLE measured AS
WITH sums AS (
    SELECT o.customer_id, m.assessed_on,
        sum(o.minor * (least(o.until_on, m.assessed_on + 1) - greatest(o.from_on, m.first_on)))
            ::BIGINT AS sum_minor_days,
        coalesce(sum(o.minor) FILTER (o.until_on > m.assessed_on), 0)::BIGINT AS aum_minor
    FROM owned o JOIN month m ON o.from_on <= m.assessed_on AND o.until_on > m.first_on
    WHERE o.family IN ({assets})
    GROUP BY ALL
),
everybody AS (
    SELECT c.customer_id, m.assessed_on, m.days, c.status, c.opened_on,
        coalesce(s.sum_minor_days, 0) AS sum_minor_days, coalesce(s.aum_minor, 0) AS aum_minor
    FROM known c JOIN month m ON c.known_from <= m.assessed_on
    LEFT JOIN sums s USING (customer_id, assessed_on)
    WHERE coalesce(c.kind, 'person') = 'person'
)
SELECT *,
    (sign(sum_minor_days) * ((2 * abs(sum_minor_days) + days) // (2 * days)))::BIGINT
        AS value_minor,
    {rank_of_sum} AS assessed_rank
FROM everybody;
