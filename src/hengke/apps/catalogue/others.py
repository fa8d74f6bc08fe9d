"""Classes of the columns that libraries keep in the database."""

from __future__ import annotations

C1, C2, C3 = "C1", "C2", "C3"
OTHERS = {
    "contenttypes": {"ContentType": {C1: "id app_label model"}},
    "auth": {
        "Permission": {C1: "id name content_type codename"},
        "Group": {C1: "id name"},
    },
    "sessions": {"Session": {C1: "expire_date", C3: "session_key session_data"}},
    "axes": {
        "AccessAttempt": {
            C1: "id attempt_time http_accept path_info user_agent failures_since_start",
            C2: "ip_address username get_data post_data",
        },
        "AccessAttemptExpiration": {C1: "access_attempt expires_at"},
        "AccessLog": {
            C1: "id attempt_time http_accept path_info user_agent logout_time session_hash",
            C2: "ip_address username",
        },
        "AccessFailureLog": {
            C1: "id attempt_time http_accept path_info user_agent locked_out",
            C2: "ip_address username",
        },
    },
}
