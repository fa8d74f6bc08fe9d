"""Who calls, and what this caller may do."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema

from hengke.apps.api.operations import reads
from hengke.apps.identity import api as identity

router = Router(tags=["Me"])


class Me(Schema):
    """The caller. A token may do less than its owner."""

    username: str = Field(..., examples=["alice"])
    role: str = Field(..., examples=["rm"])
    rights: dict[str, str] = Field(
        ..., description="Action and how far it reaches: own, team, branch or all.",
        examples=[{"customers.read": "own"}],
    )  # fmt: skip


@reads(router, "/me", Me, right="", name="me")
def me(request: HttpRequest) -> Me:
    """Who am I, and what may I do.

    The rights of the person's post as far as the token carries them.
    """
    user = request.user
    found = {action: identity.scope_of(user, action) for action in identity.policy().actions()}
    rights = {action: str(scope) for action, scope in sorted(found.items()) if scope}
    return Me(username=user.get_username(), role=getattr(user, "role", ""), rights=rights)
