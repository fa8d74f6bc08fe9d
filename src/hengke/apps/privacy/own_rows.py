"""What this app and the approvals keep of a customer, and how it ends."""

from __future__ import annotations

from hengke.apps.approvals.api import forget
from hengke.apps.privacy import owners
from hengke.apps.privacy.models import Consent, DataFile, PlainProcessing, Request
from hengke.policies.privacy.scheme import IDENTITY, MARKETING

GONE = "(destroyed)"


def register() -> None:
    for category, table, destroy in (
        (MARKETING, "privacy_consent", _consents),
        (IDENTITY, "privacy_request", _requests),
        (IDENTITY, "privacy_plainprocessing", _choices),
        (IDENTITY, "privacy_datafile", _files),
        (IDENTITY, "approvals_approval", lambda one: forget(("customer", one), GONE)),
    ):
        owners.register(owners.Owner(category, table, destroy))


def _consents(customer_id: str) -> int:
    """That there was a consent is proof and stays; where the signed paper lies goes."""
    rows = Consent.objects.filter(customer_id=customer_id)
    return rows.update(document=GONE, document_hash="")


def _requests(customer_id: str) -> int:
    rows = Request.objects.filter(customer_id=customer_id)
    return rows.update(said="", explanation="", answer=GONE, about={})


def _choices(customer_id: str) -> int:
    return PlainProcessing.objects.filter(pk=customer_id).delete()[0]


def _files(customer_id: str) -> int:
    from hengke.apps.privacy import data_files

    files = list(DataFile.objects.filter(customer_id=customer_id))
    for one in files:
        data_files.remove(one)
    return len(files)
