"""Django's settings, derived from the environment and the home. Use `django.conf.settings`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from hengke.kernel import clock
from hengke.pipelines.home import Home
from hengke.server import database, environment, secret

ENVIRONMENT = environment.read(os.environ)
HENGKE_HOME = Home.at(ENVIRONMENT.home)
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or secret.read(HENGKE_HOME)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "hengke.web",
    "hengke.apps.audit",
    "hengke.apps.identity",
    "hengke.apps.catalogue",
    "hengke.apps.webhooks",
    "hengke.apps.approvals",
    "hengke.apps.privacy",
    "hengke.apps.customers",
    "hengke.apps.tiering",
    "hengke.apps.tagging",
    "hengke.apps.value",
    "hengke.apps.behaviour",
    "hengke.apps.lifecycle",
    "hengke.apps.clustering",
    "hengke.apps.associations",
    "hengke.apps.forecast",
    "hengke.apps.criteria",
    "hengke.apps.register",
    "hengke.apps.care",
    "hengke.apps.imports",
    "hengke.apps.duplicates",
    "hengke.apps.needs",
    "hengke.apps.recommendation",
    "hengke.apps.statistics",
    "hengke.apps.workbench",
    "hengke.apps.api",
]
MIDDLEWARE = [
    "hengke.server.watching.counting.requests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads pages at random (BREACH)
    "hengke.web.middleware.content_security",
    "hengke.server.watching.views.early",
    "hengke.web.limits.BodyLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hengke.apps.identity.sessions.middleware.session_limits",
    "hengke.apps.api.middleware.Door",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hengke.apps.identity.enforcement.Enforcement",
    "django_htmx.middleware.HtmxMiddleware",
    "hengke.web.parts.whole_pages",
    "hengke.web.middleware.preferences",
    "hengke.web.empty_answers.error_pages",
    "hengke.web.middleware.write_transactions",
    "hengke.web.middleware.Refusals",
    "hengke.web.clashes.SecondTries",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "hengke.server.urls"
WSGI_APPLICATION = "hengke.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hengke.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hengke.web.templatetags.hengke",
            ],
        },
    },
]

DATABASES = {"default": database.configured(ENVIRONMENT.database_url, HENGKE_HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

# people
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "hengke.apps.identity.backends.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "identity:login"
LOGIN_REDIRECT_URL = "/"
AXES_CLIENT_IP_CALLABLE = "hengke.web.addresses.of"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "hengke.apps.identity.views.locked_out"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_ENABLE_ADMIN = False

# cookies, headers
SESSION_COOKIE_AGE = int(timedelta(days=1).total_seconds())  # policies/identity ends it earlier
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
OWN_HOST_ONLY = "__Host-" if ENVIRONMENT.https else ""  # no other host may set it, nor plain HTTP
SESSION_COOKIE_NAME = f"{OWN_HOST_ONLY}hengke_session"
CSRF_COOKIE_NAME = f"{OWN_HOST_ONLY}hengke_csrf"
CSRF_FAILURE_VIEW = "hengke.web.views.expired_form"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())

# language and dates: instants are UTC, shown in the bank's zone; business dates carry no zone
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = clock.ZONE.key

# static files: compressed and named by content once `hengke serve` has prepared them
STATIC_URL = "static/"
STATIC_ROOT = HENGKE_HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hengke.web.static_files.PreparedStorage"},
}
STATIC_PREPARED = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_PREPARED

HENGKE_PROXY_NETWORKS = ENVIRONMENT.proxy_networks
HENGKE_METRICS_NETWORKS = ENVIRONMENT.metrics_networks
HENGKE_METRICS_TOKEN = ENVIRONMENT.metrics_token
HENGKE_ACCESS = "hengke.apps.identity.rights.scope_of"
HENGKE_ASK = "hengke.apps.approvals.api.ask"  # how a page below asks for a second person
HENGKE_WEBHOOK_NETWORKS = ENVIRONMENT.webhook_networks
HENGKE_NAVIGATION = "hengke.server.navigation.ITEMS"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = [  # what does not fit into memory goes to the disk enciphered
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hengke.web.uploads.EncipheredUploadHandler",
]
HENGKE_LARGEST_REQUEST = 4 * 1024**2  # pages that take files have limits of their own
WHITENOISE_ALLOW_ALL_ORIGINS = False

# No name, number or balance enters a log: only what happened, where, and the exception's kind.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hengke.server.logs.Line",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
