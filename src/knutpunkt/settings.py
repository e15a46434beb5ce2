"""One settings file, three profiles chosen by ``KNUTPUNKT_PROFILE``: production (default), demo and test.

Everything that differs between installations comes from the environment; docs/administrator.md lists it.
"""

import os
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PROFILE = os.environ.get("KNUTPUNKT_PROFILE", "production")
if PROFILE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"KNUTPUNKT_PROFILE ska vara production, demo eller test, inte {PROFILE!r}.")
PRODUCTION = PROFILE == "production"
# Decided by the profile alone: no environment variable can switch the demo sign-in on in production.
DEMO_SIGN_IN = PROFILE != "production"

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DATA", "data")).resolve()
LAKE = DATA / "lake"
# Better a folder on another machine, where files can be added to but not changed (docs/administrator.md).
CHECKPOINTS = Path(os.environ.get("KNUTPUNKT_CHECKPOINTS", str(DATA / "checkpoints")))
KEY_FILE = Path(os.environ.get("KNUTPUNKT_KEY_FILE", str(DATA / "keys.json")))


def _secret_key() -> str:
    given = os.environ.get("KNUTPUNKT_SECRET_KEY", "")
    if PRODUCTION and len(given) < 50:
        raise ImproperlyConfigured("KNUTPUNKT_SECRET_KEY saknas eller är kortare än 50 tecken.")
    return given or "only-for-demo-and-test-" + "x" * 40


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("KNUTPUNKT_HOSTS", "" if PRODUCTION else "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("KNUTPUNKT_ORIGINS", "").split(",") if o]

_FOUNDATION = ("sealing", "audit", "people", "commitments", "casefile", "access")
_ROOMS = (
    "entrance",
    "organisation",
    "knowledge",
    "intake",
    "concerns",
    "cases",
    "safeguards",
    "consents",
    "plans",
    "followup",
    "statistics",
    "oversight",
    "information",
    "today",
)
ROOMS = [room for room in _ROOMS if find_spec(f"knutpunkt.rooms.{room}")]

INSTALLED_APPS = [
    *(f"knutpunkt.foundation.{part}" for part in _FOUNDATION),
    *(f"knutpunkt.rooms.{room}" for room in ROOMS),
    "knutpunkt.design",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "knutpunkt.rooms.entrance.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "knutpunkt.rooms.entrance.middleware.ActingMiddleware",
    "knutpunkt.foundation.access.border.BorderMiddleware",
    "knutpunkt.foundation.audit.middleware.TrailMiddleware",
    "knutpunkt.rooms.oversight.pace.PaceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "knutpunkt.urls"
WSGI_APPLICATION = "knutpunkt.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knutpunkt.rooms.entrance.shell.shell",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]


def _database() -> dict[str, object]:
    url = os.environ.get("KNUTPUNKT_DATABASE", "")
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "knutpunkt.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", "knutpunkt"),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": str(given.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # A third of a page's time went to planning: what is asked again on a connection keeps its plan.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PROFILE == "test"
ATTACHMENTS = DATA / "attachments"
# ClamAV's socket: a path, or host:port. Empty: files are not scanned.
CLAMD = os.environ.get("KNUTPUNKT_CLAMD", "")
FILE_UPLOAD_PERMISSIONS = 0o600
# Never in the machine's own folder for temporary files: what is handed in tells of children.
FILE_UPLOAD_TEMP_DIR = DATA / "uploads"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "entrance:sign_in"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 12 * 3600
# A word of what was done may name a child: it ends with the visit, and lies in no cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = False
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # No inline script or style at all; the nonce is for a page that one day cannot do without.
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLED = PROFILE != "test"
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "knutpunkt.rooms.entrance.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "knutpunkt.rooms.entrance.client_address.client_address"

MFA_ADAPTER = "knutpunkt.rooms.entrance.second_factor.SealedMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# One step either way, for phones whose clock is half a minute off; each code still works once.
MFA_TOTP_TOLERANCE = 1

# The folder for files on their way in is made by migrate and serve, which run after the checks.
SILENCED_SYSTEM_CHECKS = ["files.E001"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
