-- One assessment from the one before: fast up, slow down.
CREATE TEMP TABLE decided_{number} AS
WITH now AS (
    SELECT m.*, p.effective_rank AS before, coalesce(p.fails_used, 0) AS fails_before,
        p.best_rank_since AS best_before, {grace_of_before} AS grace
    FROM measured m LEFT JOIN {previous} p USING (customer_id)
    WHERE m.assessed_on = DATE '{assessed_on}'
),
reasoned AS (
    SELECT *, least(fails_before + 1, grace) AS failing,
        CASE
            WHEN status IN ({excluded}) THEN 'status_' || status
            WHEN before IS NULL THEN 'first_assessment'
            WHEN assessed_rank > before THEN 'floor_reached'
            WHEN assessed_rank = before AND fails_before > 0 THEN 'fails_cleared'
            WHEN assessed_rank = before THEN 'floor_kept'
            WHEN opened_on > DATE '{protected_since}' THEN 'new_customer'
            WHEN least(fails_before + 1, grace) < grace THEN 'below_floor'
            ELSE 'grace_used_up'
        END AS reason_code
    FROM now
),
decided AS (
    SELECT *,
        CASE WHEN reason_code IN ('first_assessment', 'floor_reached', 'grace_used_up')
            THEN assessed_rank ELSE coalesce(before, assessed_rank) END AS effective_rank,
        CASE WHEN reason_code = 'below_floor' THEN failing
            WHEN reason_code IN ('first_assessment', 'floor_reached', 'fails_cleared',
                'floor_kept', 'grace_used_up') THEN 0 ELSE fails_before END AS fails_used,
        CASE WHEN reason_code = 'below_floor'
                THEN greatest(assessed_rank, coalesce(best_before, 0))
            WHEN reason_code IN ('first_assessment', 'floor_reached', 'fails_cleared',
                'floor_kept', 'grace_used_up') THEN NULL ELSE best_before END AS best_rank_since
    FROM reasoned
)
SELECT '{policy}' AS policy, '{policy_version}' AS policy_version, customer_id, assessed_on,
    value_minor, sum_minor_days, days, aum_minor, NULL::VARCHAR AS unknown_reason, assessed_rank,
    {tier_of_assessed} AS assessed_tier, '' AS qualified_by, before AS effective_rank_before,
    effective_rank, {tier_of_effective} AS effective_tier, (assessed_on + 1) AS effective_from,
    fails_used, {grace_of_effective} AS fails_allowed, best_rank_since,
    CASE reason_code WHEN 'first_assessment' THEN 'new' WHEN 'floor_reached' THEN 'upgraded'
        WHEN 'fails_cleared' THEN 'normal' WHEN 'floor_kept' THEN 'normal'
        WHEN 'new_customer' THEN 'protected' WHEN 'below_floor' THEN 'watch'
        WHEN 'grace_used_up' THEN 'downgraded' ELSE 'excluded' END AS state,
    reason_code, {stamp}
FROM decided;

COPY (SELECT * FROM decided_{number} ORDER BY policy, assessed_on, customer_id)
TO '{out}/assessments_{assessed_on}.parquet' (FORMAT parquet, COMPRESSION zstd);
