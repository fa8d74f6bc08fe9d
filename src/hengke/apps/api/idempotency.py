"""A POST with a key is done once: the same call again gets the same answer, for a day.

The key is claimed before the action and for everybody to see, so that of two at once one waits
outside; the answer is kept in the action's own transaction. What was refused left nothing behind,
and its key may be used again. Answers are sealed: one of them shows a secret.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hengke.apps.api import problems
from hengke.apps.api.models import Promise
from hengke.apps.webhooks import api as webhooks
from hengke.kernel import clock

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEY = "^[A-Za-z0-9._:-]+$"
LONGEST_CALL = timedelta(minutes=15)
"""A first call that has not ended by then has died with its process."""
KEPT_HEADERS = ("Content-Type", "Location", "Link")


def once(
    request: HttpRequest, run: Callable[[], HttpResponse], *, alone: bool = False
) -> HttpResponse:
    """Do it, unless it was done under the same key. `alone`: it makes its own transactions."""
    key = request.headers.get(HEADER)
    if key is None:
        return run()
    if len(key) > LONGEST_KEY or not re.fullmatch(KEY, key):
        return problems.answer(
            422,
            detail=_("%(header)s is 1 to %(most)d letters, digits, dots, colons or dashes.")
            % {"header": HEADER, "most": LONGEST_KEY},
        )
    person: Any = request.user
    asked, now = _digest(request), clock.now()
    promise = _claimed(person, key, asked, now=now)
    if promise is None:
        return _answer_of(Promise.objects.filter(person=person, key=key).first(), asked)
    return _kept(promise, run, nullcontext() if alone else transaction.atomic())


def _claimed(person: Any, key: str, asked: str, *, now: datetime) -> Promise | None:
    """The key as ours; None where somebody has it."""
    old = now - timedelta(hours=webhooks.limits().idempotency_hours)
    Promise.objects.filter(person=person, made_at__lt=old).delete()
    Promise.objects.filter(
        person=person, key=key, status=None, made_at__lt=now - LONGEST_CALL
    ).delete()
    try:
        with transaction.atomic():
            return Promise.objects.create(person=person, key=key, asked=asked, made_at=now)
    except IntegrityError:
        return None


def _kept(
    promise: Promise, run: Callable[[], HttpResponse], together: AbstractContextManager[Any]
) -> HttpResponse:
    try:
        with together:
            response = run()
            if response.status_code < 300:
                promise.status, promise.answer = response.status_code, _sealed(response)
                promise.save(update_fields=["status", "answer"])
    except BaseException:
        promise.delete()
        raise
    if response.status_code >= 300:
        promise.delete()
    return response


def _answer_of(promise: Promise | None, asked: str) -> HttpResponse:
    if promise is not None and promise.asked != asked:
        return problems.answer(
            409, detail=_("This %(header)s was used for another call.") % {"header": HEADER},
            next_step=_("Take a new key for each new thing."),
        )  # fmt: skip
    if promise is None or promise.status is None:
        response = problems.answer(
            409, detail=_("The first call with this key is still under way."),
            next_step=_("Ask again in a moment."),
        )  # fmt: skip
        response["Retry-After"] = "1"
        return response
    kept = json.loads(webhooks.opened(promise.answer or ""))
    response = HttpResponse(base64.b64decode(kept["body"]), status=promise.status)
    for name, value in kept["headers"].items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _sealed(response: HttpResponse) -> str:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response.headers}
    body = base64.b64encode(response.content).decode()
    return webhooks.sealed(json.dumps({"headers": headers, "body": body}))


def _digest(request: HttpRequest) -> str:
    """The route with its query, and the body; of files, their names and bytes."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            found.update(repr((name, values)).encode("utf-8", "backslashreplace"))
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                found.update(repr((name, file.name, file.size)).encode("utf-8", "backslashreplace"))
                for chunk in file.chunks():
                    found.update(chunk)
                file.seek(0)
    else:
        found.update(request.body)
    return found.hexdigest()
