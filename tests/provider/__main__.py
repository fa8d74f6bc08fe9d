"""`python -m tests.provider FOLDER PORT CALLBACK`: serves until it is ended."""

from __future__ import annotations

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

PASSWORD, SECRET = "provider-password", "provider-secret"
PEOPLE = ("alice", "olga", "stranger", "newcomer", "root")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


def configure(folder: Path, port: int) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.configure(
        SECRET_KEY="of-the-provider-only" * 3, ALLOWED_HOSTS=["127.0.0.1"], USE_TZ=True,
        ROOT_URLCONF="tests.provider.urls", BEHAVIOUR=str(folder / "behaviour.json"),
        DATABASES={"default": {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3"),
        }},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "oauth2_provider")),
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "DIRS": [str(Path(__file__).parent / "templates")],
        }],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider_session", LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": key.decode(), "PKCE_REQUIRED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OAUTH2_VALIDATOR_CLASS": "tests.provider.claims.Validator",
            "SCOPES": {"openid": "", "profile": ""},
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    )  # fmt: skip


def main(folder: Path, port: int, callback: str) -> None:
    configure(folder, port)
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0, run_syncdb=True)
    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD)
    Application.objects.create(
        client_id="hengke", client_secret=SECRET, client_type="confidential",
        authorization_grant_type="authorization-code", redirect_uris=callback, algorithm="RS256",
        skip_authorization=True, name="Hengke",
    )  # fmt: skip
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
