"""What each table is, in a few words: of the database, of the lake as delivered and as computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import pgettext_lazy

from hengke.apps.catalogue.columns import Table

DATABASE: Mapping[str, Any] = {
    "api_promise": pgettext_lazy("table", "Calls that are done once under their key"),
    "api_use": pgettext_lazy("table", "Calls of the API by person and minute"),
    "approvals_approval": pgettext_lazy("table", "Requests that a second person decides"),
    "approvals_delegation": pgettext_lazy("table", "Who decides in whose place, and until when"),
    "approvals_voice": pgettext_lazy("table", "Each yes or no to a request"),
    "audit_entry": pgettext_lazy("table", "The audit log: who did what"),
    "audit_expiry": pgettext_lazy("table", "Reads of the log that went by retention"),
    "audit_finding": pgettext_lazy("table", "Unusual things that rules saw"),
    "audit_head": pgettext_lazy("table", "Signed ends of the audit log"),
    "audit_link": pgettext_lazy("table", "Places of the entries in the hash chain"),
    "audit_read": pgettext_lazy("table", "The log of reads: who saw whom"),
    "audit_seal": pgettext_lazy("table", "Seals over the log of reads"),
    "auth_group": pgettext_lazy("table", "Groups of the web framework, not used"),
    "auth_permission": pgettext_lazy("table", "Permissions of the web framework, not used"),
    "axes_accessattempt": pgettext_lazy("table", "Failed log-ins by name and address"),
    "axes_accessattemptexpiration": pgettext_lazy("table", "When failed log-ins are forgotten"),
    "axes_accessfailurelog": pgettext_lazy("table", "Single failed log-ins"),
    "axes_accesslog": pgettext_lazy("table", "Log-ins and log-outs"),
    "care_contact": pgettext_lazy("table", "Contacts with customers"),
    "care_task": pgettext_lazy("table", "Tasks: what to do for a customer"),
    "catalogue_attestation": pgettext_lazy("table", "Attestations of data classes"),
    "customers_assetpoint": pgettext_lazy("table", "Assets of a customer at month ends"),
    "customers_assignment": pgettext_lazy("table", "Who is in charge of a customer by decision"),
    "customers_bookpoint": pgettext_lazy("table", "The book of a branch or manager over time"),
    "customers_correction": pgettext_lazy("table", "Requests that the core system correct a field"),
    "customers_customer": pgettext_lazy("table", "Customers, as the core system knows them"),
    "customers_holding": pgettext_lazy("table", "Accounts and positions of customers"),
    "customers_movement": pgettext_lazy("table", "A customer's latest bookings"),
    "customers_observation": pgettext_lazy("table", "Values of fields by source and day"),
    "customers_record": pgettext_lazy("table", "Customer records that people worked on"),
    "customers_redirect": pgettext_lazy("table", "Customer numbers that were merged away"),
    "customers_relation": pgettext_lazy("table", "Relations between customers"),
    "customers_surviving": pgettext_lazy("table", "Values that a merged customer kept"),
    "customers_unmasking": pgettext_lazy("table", "Who saw an identifier in full, and what for"),
    "django_content_type": pgettext_lazy("table", "Kinds of records, of the web framework"),
    "django_session": pgettext_lazy("table", "Sessions of browsers"),
    "duplicates_merge": pgettext_lazy("table", "Merges of two customers"),
    "duplicates_pair": pgettext_lazy("table", "Pairs of customers that may be one"),
    "duplicates_turn": pgettext_lazy("table", "Who merges or separates two numbers at the moment"),
    "identity_guard": pgettext_lazy("table", "Wrong answers at the second factor"),
    "identity_loginsession": pgettext_lazy("table", "Log-ins that are under way"),
    "identity_orgunit": pgettext_lazy("table", "Branches and staff"),
    "identity_passkey": pgettext_lazy("table", "Passkeys and security keys"),
    "identity_recoverycode": pgettext_lazy("table", "Digests of recovery codes"),
    "identity_subject": pgettext_lazy("table", "Log-ins bound to the single sign-on"),
    "identity_token": pgettext_lazy("table", "API tokens of people"),
    "identity_totp": pgettext_lazy("table", "Authenticator apps"),
    "identity_user": pgettext_lazy("table", "People who log in"),
    "imports_batch": pgettext_lazy("table", "Deliveries that are in the lake"),
    "imports_delivery": pgettext_lazy("table", "Files that were handed over"),
    "imports_run": pgettext_lazy("table", "Nightly runs"),
    "needs_answer": pgettext_lazy("table", "Answers about features of surveys"),
    "needs_cashyear": pgettext_lazy("table", "What an idea costs and brings by year"),
    "needs_factor": pgettext_lazy("table", "Strengths, weaknesses, chances and threats of ideas"),
    "needs_feature": pgettext_lazy("table", "Features that surveys ask about"),
    "needs_idea": pgettext_lazy("table", "Ideas for products and services"),
    "needs_interview": pgettext_lazy("table", "Interviews with customers"),
    "needs_need": pgettext_lazy("table", "Needs of customers"),
    "needs_reply": pgettext_lazy("table", "Replies in interviews"),
    "needs_survey": pgettext_lazy("table", "Surveys"),
    "privacy_assessment": pgettext_lazy("table", "Impact assessments"),
    "privacy_consent": pgettext_lazy("table", "Consents with their proof"),
    "privacy_datafile": pgettext_lazy("table", "Copies of customers' own data"),
    "privacy_destruction": pgettext_lazy("table", "The log of destruction"),
    "privacy_hold": pgettext_lazy("table", "Legal holds"),
    "privacy_plainprocessing": pgettext_lazy(
        "table", "Customers who want no personalised processing"
    ),
    "privacy_request": pgettext_lazy("table", "Requests of customers about their data"),
    "privacy_restriction": pgettext_lazy("table", "Customers who are not processed any more"),
    "privacy_schedule": pgettext_lazy("table", "When a customer's data are due for destruction"),
    "tiering_assessment": pgettext_lazy("table", "Assessments of tiers"),
    "tiering_booksum": pgettext_lazy("table", "Sums by tier and book"),
    "tiering_passage": pgettext_lazy("table", "Ways between two assessments"),
    "tiering_position": pgettext_lazy("table", "Tiers of customers today"),
    "tiering_scheme": pgettext_lazy("table", "Tier policies in force"),
    "tiering_tieroverride": pgettext_lazy("table", "Tiers set by hand"),
    "value_bookvalue": pgettext_lazy("table", "Contribution by book"),
    "value_customervalue": pgettext_lazy("table", "Contribution of each customer"),
    "value_productvalue": pgettext_lazy("table", "Contribution by customer and product"),
    "value_total": pgettext_lazy("table", "Contribution reconciled to the sources"),
    "webhooks_delivery": pgettext_lazy("table", "Messages to subscribers"),
    "webhooks_event": pgettext_lazy("table", "Things that happened, to be told"),
    "webhooks_subscription": pgettext_lazy("table", "Addresses that are told of events"),
    "behaviour_profile": pgettext_lazy("table", "How each customer behaves, by month"),
    "lifecycle_book": pgettext_lazy("table", "Changes of stage by book"),
    "lifecycle_move": pgettext_lazy("table", "Customers that entered another stage"),
    "lifecycle_place": pgettext_lazy("table", "The stage in which each customer stands"),
    "register_bin": pgettext_lazy("table", "Tests of models by tenths of scores"),
    "register_model": pgettext_lazy("table", "Models of the current run"),
    "tagging_audience": pgettext_lazy("table", "Who was in a segment under one run"),
    "tagging_audiencemember": pgettext_lazy("table", "Customers of an audience"),
    "tagging_customertags": pgettext_lazy("table", "The tags of each customer"),
    "tagging_history": pgettext_lazy("table", "Tags of customers over time"),
    "tagging_manualtag": pgettext_lazy("table", "Tags given by hand"),
    "tagging_segment": pgettext_lazy("table", "Saved segments"),
    "tagging_segmentversion": pgettext_lazy("table", "Versions of segments"),
    "tagging_tag": pgettext_lazy("table", "Tags in force"),
    "tagging_turn": pgettext_lazy("table", "How many customers gained and lost a tag"),
}
SILVER: Mapping[str, Any] = {
    "organisation": pgettext_lazy("table", "Branches and staff"),
    "customers": pgettext_lazy("table", "Customers"),
    "relations": pgettext_lazy("table", "Relations between customers"),
    "products": pgettext_lazy("table", "Products"),
    "accounts": pgettext_lazy("table", "Accounts and positions"),
    "account_holders": pgettext_lazy("table", "Who holds an account, with shares"),
    "balances": pgettext_lazy("table", "Balances by account and day"),
    "transactions": pgettext_lazy("table", "Bookings"),
    "loan_status": pgettext_lazy("table", "Loans by day: overdue, outstanding"),
    "digital_events": pgettext_lazy("table", "What customers did online"),
    "market_rates": pgettext_lazy("table", "Exchange and market rates"),
    "snapshots": pgettext_lazy("table", "Days for which a whole table came"),
    "withheld": pgettext_lazy("table", "Rows in quarantine that leave a hole"),
}
GOLD: Mapping[str, Any] = {
    "movements": pgettext_lazy("table", "A customer's latest bookings"),
    "asset_points": pgettext_lazy("table", "Assets of a customer at month ends"),
    "related": pgettext_lazy("table", "Relations between customers"),
    "holdings": pgettext_lazy("table", "Accounts and positions of customers"),
    "schemes": pgettext_lazy("table", "Tier policies in force"),
    "org_units": pgettext_lazy("table", "Branches and staff"),
    "value_parts": pgettext_lazy("table", "Contribution by customer and product"),
    "value_books": pgettext_lazy("table", "Contribution by book"),
    "value_totals": pgettext_lazy("table", "Contribution reconciled to the sources"),
    "customer_records": pgettext_lazy("table", "Customers, as the core system knows them"),
    "customer_values": pgettext_lazy("table", "Contribution of each customer"),
    "positions": pgettext_lazy("table", "Tiers of customers today"),
    "book_points": pgettext_lazy("table", "The book of a branch or manager over time"),
    "assessments": pgettext_lazy("table", "Assessments of tiers"),
    "tasks": pgettext_lazy("table", "Tasks: what to do for a customer"),
    "behaviour": pgettext_lazy("table", "How each customer behaves, by month"),
    "tag_counts": pgettext_lazy("table", "Tags in force, with how many customers have them"),
    "models": pgettext_lazy("table", "Models of the current run"),
    "model_bins": pgettext_lazy("table", "Tests of models by tenths of scores"),
    "lifecycle_moves": pgettext_lazy("table", "Customers that entered another stage"),
    "lifecycle_books": pgettext_lazy("table", "Changes of stage by book"),
    "tags": pgettext_lazy("table", "The tags of each customer"),
    "lifecycle": pgettext_lazy("table", "The stage in which each customer stands"),
    "activity": pgettext_lazy("table", "How lately, how often and for how much a customer booked"),
    "baselines": pgettext_lazy("table", "What used to be usual for a customer, and what is now"),
}
PLACES = {"database": DATABASE, "silver": SILVER, "gold": GOLD}


def title(table: Table) -> Any:
    """A table that has no words yet is told by the first sentence about its model."""
    found = PLACES[table.place].get(table.name)
    return found or (_of_model(table.name) if table.place == "database" else "")


def _of_model(name: str) -> str:
    models = (one for one in apps.get_models() if one._meta.db_table == name)
    text = next((one.__doc__ or "" for one in models), "")
    return text.strip().split("\n")[0].split(". ")[0].rstrip(".")
