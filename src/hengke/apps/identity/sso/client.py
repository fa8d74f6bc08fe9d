"""The dance of OpenID Connect through Authlib: code flow with PKCE, state, nonce, signed token.

Authlib keeps state, nonce and verifier in the session and takes each once. What it leaves to us is
said here: the issuer must be the configured one, the token must be ours alone and signed with an
asymmetric key.
"""

from __future__ import annotations

from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from hengke.apps.identity.sso.providers import Provider

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SECONDS, LEEWAY_SECONDS = 15, 60
OTHER, NOT_BEGUN = "other", "no_log_in_begun"
OF_PROVIDERS = frozenset(
    (
        "access_denied", "account_selection_required", "consent_required",
        "interaction_required", "invalid_client", "invalid_grant", "invalid_request",
        "invalid_request_object", "invalid_request_uri", "invalid_scope", "login_required",
        "registration_not_supported", "request_not_supported", "request_uri_not_supported",
        "server_error", "temporarily_unavailable", "unauthorized_client",
        "unsupported_grant_type", "unsupported_response_type",
    )
)  # fmt: skip
"""Words of OAuth 2.0 (RFC 6749) and OpenID Connect Core; an answer may hold any text instead."""
OF_TOKENS = frozenset(
    (
        "bad_signature", "decode_error", "expired_token", "insecure_claim", "invalid_claim",
        "invalid_payload", "invalid_token", "mismatching_state", "missing_claim",
        "missing_token", "unsupported_algorithm",
    )
)  # fmt: skip
"""Words of the libraries for a token that is not right."""


class NotProved(Exception):
    """The provider did not answer as it must; `reason` is one of our words, for the audit log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def is_of_a_log_in(self) -> bool:
        """This browser began it; of anything else strangers could write rows without end."""
        return self.reason not in (NOT_BEGUN, "unreachable")


def to_provider(request: HttpRequest, provider: Provider, *, back: str) -> HttpResponse:
    """Redirect to where the person logs in."""
    try:
        app = _app(provider)
        return app.authorize_redirect(request, back)  # type: ignore[no-any-return]
    except (RequestException, ValueError, RuntimeError, AuthlibBaseError) as error:
        raise NotProved("unreachable") from error


def claims(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    """What the provider says of the person, once everything about it was checked.

    An answer counts once, and only in the browser that began the log-in.
    """
    state = f"_state_{provider.name}_{request.GET.get('state', '')}"
    if not request.session.get(state):
        raise NotProved(NOT_BEGUN)
    try:
        return _claims(request, provider)
    finally:
        request.session.pop(state, None)


def _claims(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    told = request.GET.get("iss")
    if told is not None and told != provider.issuer:
        raise NotProved("mix_up")
    try:
        app = _app(provider)
        token = app.authorize_access_token(
            request,
            leeway=LEEWAY_SECONDS,
            claims_options={
                "iss": {"essential": True, "values": [provider.issuer]},
                "aud": {"essential": True, "value": provider.client_id},
            },
        )
    except (AuthlibBaseError, JoseError) as error:
        raise NotProved(_word(error)) from error
    except (RequestException, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise NotProved("invalid_answer") from error
    found = token.get("userinfo")
    if not found or not found.get("sub"):
        raise NotProved("no_id_token")
    return dict(found)


def _word(error: Exception) -> str:
    word = str(getattr(error, "error", "") or "invalid_token")
    return word if word in OF_PROVIDERS | OF_TOKENS else OTHER


def way_out(provider: Provider, *, back: str) -> str:
    """Where the session at the provider itself is ended; empty where it offers no such thing."""
    try:
        metadata = _app(provider).load_server_metadata()
    except (NotProved, RequestException, ValueError):
        return ""
    address = str(metadata.get("end_session_endpoint") or "")
    if not address:
        return ""
    asked = [("client_id", provider.client_id), ("post_logout_redirect_uri", back)]
    return str(add_params_to_uri(address, asked))


def _app(provider: Provider) -> Any:
    """Authlib's client with the provider's own description, narrowed to what we take."""
    app = OAuth().register(
        name=provider.name,
        client_id=provider.client_id,
        client_secret=provider.secret(),
        server_metadata_url=provider.discovery,
        client_kwargs={
            "scope": provider.scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    metadata = app.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:
        raise NotProved("issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        name for name in offered if name in SIGNATURES
    ]
    if not metadata["id_token_signing_alg_values_supported"]:
        raise NotProved("algorithm")
    return app
