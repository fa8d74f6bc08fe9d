"""Scores of pairs by splink: what one person's records share, against what strangers share.

The weights are learnt from the records themselves (expectation maximisation), without labels; only
pairs that share a block are compared. What the records cannot teach keeps splink's own starting
values, so a file of three rows has scores too.
"""

from __future__ import annotations

from typing import Any

import duckdb

from hengke.pipelines.duplicates.mapping import DuplicateMapping, Field
from hengke.pipelines.duplicates.records import KEY, RECORDS, block_column, form
from hengke.policies.duplicates import DuplicatePolicy


def score(
    connection: duckdb.DuckDBPyConnection,
    mapping: DuplicateMapping,
    policy: DuplicatePolicy,
    *,
    records: int,
    certain: int,
) -> list[tuple[str, str, float, float]]:
    """Left, right, probability and weight of every pair compared that is likely or exact.

    `certain` is how many pairs share an exact identifier; it tells how rare duplicates are.
    """
    if records < 2:
        return []
    linker = _linker(connection, mapping, policy, records=records, certain=certain)
    _learn(linker, mapping, policy)
    scored = linker.inference.predict(warning_mode="never")
    exact = " OR ".join(
        f"l.{column} = r.{column}" for column in _columns("exact", len(mapping.exact))
    )
    return connection.execute(
        f"SELECT least(s.{KEY}_l, s.{KEY}_r), greatest(s.{KEY}_l, s.{KEY}_r), "
        f"s.match_probability, s.match_weight FROM {scored.physical_name} s "
        f"JOIN {RECORDS} l ON l.{KEY} = s.{KEY}_l JOIN {RECORDS} r ON r.{KEY} = s.{KEY}_r "
        f"WHERE s.match_probability >= {float(policy.likely)} OR ({exact or 'false'})"
    ).fetchall()


def _linker(
    connection: duckdb.DuckDBPyConnection,
    mapping: DuplicateMapping,
    policy: DuplicatePolicy,
    *,
    records: int,
    certain: int,
) -> Any:
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    blocks = [
        *_columns("exact", len(mapping.exact)), *_columns("block", len(mapping.blocks))
    ]  # fmt: skip
    pairs = records * (records - 1) / 2
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=KEY,
        comparisons=[_comparison(field, policy) for field in mapping.fields],
        blocking_rules_to_generate_predictions=[block_on(column) for column in blocks],
        probability_two_random_records_match=min(
            0.5, max(certain, 1) / float(policy.expected_recall) / pairs
        ),
        retain_matching_columns=False,
    )
    records_there = DuckDBAPI(connection).register(RECORDS)
    return Linker(records_there, settings, log_level=None)


def _learn(linker: Any, mapping: DuplicateMapping, policy: DuplicatePolicy) -> None:
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    training = linker.training
    training.estimate_u_using_random_sampling(
        max_pairs=policy.random_pairs, seed=policy.seed, min_count_per_level=None, num_chunks=1
    )
    for rule in mapping.train:
        try:
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*(form(word) for word in rule)),
                estimate_without_term_frequencies=True,
                max_pairs=policy.block_pairs,
            )
        except EMTrainingException:
            continue  # nobody shares it in this file: nothing to learn here


def _comparison(field: Field, policy: DuplicatePolicy) -> Any:
    import splink.comparison_level_library as level
    from splink.comparison_library import CustomComparison

    is_name = field.kind == "name"
    exact = level.ExactMatchLevel(field.name, term_frequency_adjustments=is_name)
    levels: list[Any] = [level.NullLevel(field.name), exact]
    if is_name:
        sound = f"{field.name}_sound"
        levels.append(level.ExactMatchLevel(sound))
        levels += [level.JaroWinklerLevel(sound, float(share)) for share in policy.name]
    elif field.kind == "text":
        levels += [level.JaroWinklerLevel(field.name, float(share)) for share in policy.text]
    else:
        levels += [level.LevenshteinLevel(field.name, edits) for edits in policy.edits]
    levels.append(level.ElseLevel())
    return CustomComparison(output_column_name=field.name, comparison_levels=levels)


def _columns(kind: str, count: int) -> list[str]:
    return [block_column(kind, number) for number in range(count)]
