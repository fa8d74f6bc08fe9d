"""What tagging writes at night."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

TAGS = {  # one row per customer; both lists are codes between spaces, " a b ", empty where none
    "customer_id": "string",
    "codes": "string",  # whose rule is true
    "unknown": "string",  # whose rule reads something that is not known of the customer
    "policy_version": "string",  # of the whole library
    **STAMP,
}

TAG_COUNTS = {  # one row per tag in force on the business date
    "code": "string", "rank": "int64",  # order of the library
    "family": "string", "tag_group": "string", "group_zh": "string", "group_en": "string",
    "exclusive": "int64", "zh": "string", "en": "string",
    "rule": "string",  # null: given by hand
    "sentence_zh": "string", "sentence_en": "string", "reads": "string",  # JSON list of features
    "owner": "string", "source": "string", "own": "int64",
    "valid_from": "date", "valid_through": "date",
    "customers": "int64", "unknown": "int64", "policy_version": "string", **STAMP,
}  # fmt: skip
