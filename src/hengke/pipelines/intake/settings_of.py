"""What an import changes in the home's settings: its sources, its currency, its policies."""

from __future__ import annotations

from dataclasses import replace

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.lake import Manifest
from hengke.policies.tiering import shelf


def sources_in(manifest: Manifest) -> list[str]:
    """Mappings of which a batch is in the lake, oldest first."""
    loaded = (batch.source for batch in manifest.batches if batch.status == "loaded")
    return list(dict.fromkeys(loaded))


def settings_with(settings: HomeSettings, manifest: Manifest, mapping: Mapping) -> HomeSettings:
    """The first import names the currency; each adds its source and the policy it enables."""
    sources = sources_in(manifest)
    currency = settings.currency if sources else mapping.currency or settings.currency
    policies = [*settings.policies, *([mapping.policy] if mapping.policy else [])]
    return replace(
        settings,
        currency=currency,
        sources=tuple(dict.fromkeys([*sources, mapping.name])),
        policies=tuple(dict.fromkeys(policies)),
    )


def check_source(home: Home, manifest: Manifest, mapping: Mapping, *, add_source: bool) -> None:
    """A home holds one bank: a second mapping is a mistake unless it is said to be meant."""
    sources = sources_in(manifest)
    if sources and mapping.name not in sources and not add_source:
        raise Refused(
            "{home} holds data of {sources}; {mapping} would mix two banks.",
            next_step="Import it into a home of its own (--home), or, if both files are of one "
            "bank, say --add-source.",
            home=home.path,
            sources=", ".join(sources),
            mapping=mapping.name,
        )


def check_policy(home: Home, mapping: Mapping) -> None:
    if mapping.policy and mapping.policy not in shelf.names(home.tier_policies):
        raise Refused(
            'Mapping {mapping} enables the tier policy "{policy}", which does not exist.',
            next_step="There is: {known}.",
            mapping=mapping.name,
            policy=mapping.policy,
            known=", ".join(shelf.names(home.tier_policies)),
        )
