"""What the provider says in a token; `behaviour.json` beside its database bends it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from oauth2_provider.oauth2_validators import OAuth2Validator

GROUPS = {"olga": ["crm-business"], "newcomer": ["crm-rm"], "root": ["crm-admin"]}


class Validator(OAuth2Validator):
    """Standard tokens with two more claims; then the fault."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        name = request.user.username
        return {"preferred_username": name, "groups": GROUPS.get(name, []), "name": f"N. {name}"}

    def get_id_token_dictionary(self, token: Any, token_handler: Any, request: Any) -> Any:
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        bent = json.loads(Path(settings.BEHAVIOUR).read_text(encoding="utf-8"))
        if bent.pop("expired", False):
            bent |= {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
        return {**claims, **bent}, expires
