"""Class of every column this app keeps (JR/T 0171-2020): C1 internal, C2 personal, C3 secret."""

from __future__ import annotations

C1, C2, C3 = "C1", "C2", "C3"
STAMP = "as_of known_at run_id"

CLASSES = {
    "User": {
        C1: (
            "id last_login username role org_id branch_id reports_to is_active "
            "date_joined factor_required once_until language theme market density keys"
        ),
        C2: "display_name",
        C3: "password",
    },
    "OrgUnit": {
        C1: f"{STAMP} org_id kind parent_id post",
        C2: "name",
    },
    "Guard": {C1: "id user failures closed_until"},
    "LoginSession": {
        C1: "id user began_at seen_at proved_at factor way browser ended_at ended_why",
        C2: "place",
    },
    "Passkey": {C1: "id user name uses added_at used_at", C3: "credential data"},
    "RecoveryCode": {C1: "id user used_at", C3: "digest"},
    "Subject": {C1: "id user provider bound_at", C2: "subject"},
    "Token": {
        C1: "id user name prefix scopes made_at expires_at used_at revoked_at",
        C3: "digest",
    },
    "Totp": {C1: "id user added_at last_step", C3: "sealed"},
}
