"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "hengke.apps.customers"
    label = "customers"

    def ready(self) -> None:
        from hengke.apps.audit import api as audit
        from hengke.apps.customers import (
            bulk_files,
            correction_approval,
            endings,
            merged,
            queries,
            record_fields,
            unmasking,
        )
        from hengke.apps.privacy import api as privacy

        for name in ("field", "fields"):
            audit.learn_words(name, record_fields.words)
        audit.learn_words("purpose", unmasking.titles)
        audit.learn_words("list", bulk_files.titles)
        bulk_files.register()
        correction_approval.register()
        privacy.relation_end_is(endings.relation_end)
        privacy.prospects_are(queries.never_customers)
        privacy.numbers_are(merged.behind, merged.survivor_of)
        for owner in endings.owners():
            privacy.register(owner)
