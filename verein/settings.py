"""All settings, read from the environment (`.env.example` explains each), in the order of Django's documentation."""

import contextlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from verein.hooks import *  # noqa: F403 - what the rooms hang on each other: settings, too

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- Mode ------------------------------------------------------------------------------------------------------------
# "sandbox" (demo, tests, development) may use the stand-ins of verein/sandbox/; "production" refuses to load them.
MODE = env.str("VEREIN_MODE", "production")
if MODE not in {"production", "sandbox"}:
    raise ImproperlyConfigured(f"VEREIN_MODE is {MODE!r}; it must be 'production' or 'sandbox'.")
SANDBOX = MODE == "sandbox"

# --- Core ------------------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "sandbox-only-never-in-production" if SANDBOX else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is missing. Set it in the environment or in .env (see .env.example).")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = env.str("BASE_URL", "http://localhost:8000" if SANDBOX else "").rstrip("/")
if not BASE_URL:
    raise ImproperlyConfigured("BASE_URL is missing: the address people type, like https://www.example.org")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"] if SANDBOX else [])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
MAINTENANCE = env.bool("MAINTENANCE", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
if SANDBOX:
    with contextlib.suppress(OSError):  # SQLite makes files, not folders; `manage.py demo` explains what is wrong
        (VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    *(["verein.sandbox"] if SANDBOX else []),
    "home",
    "events",
    "members.admission",
    "members.dues",
    "members.billing",
    "members.board",
    "members",
    "verein",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "members.board.apps.AccountsConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "verein.middleware.ResponseHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "verein.middleware.maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "members.board.middleware.office_rights",
    "members.middleware.second_factor",
    "home.middleware.legal_gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "verein.urls"
WSGI_APPLICATION = "verein.wsgi.application"
X_FRAME_OPTIONS = "SAMEORIGIN"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "verein.context_processors.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "verein.templatetags.verein"],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR}/verein.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: select_for_update does nothing on SQLite, so every write transaction takes the one write lock first.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    # PostgreSQL would compile our conditions over several tables: that takes longer than any answer here.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache -----------------------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
_redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
CACHES = {"default": _redis if REDIS_URL else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Mail: every message goes through the outbox table (verein/mail.py); EMAIL_URL names what delivers it ------------
EMAIL_BACKEND = "verein.mail.OutboxBackend"
_email = env.email_url("EMAIL_URL", "dummymail://" if SANDBOX else "smtp://localhost:25")
MAIL_TRANSPORT = _email.pop("EMAIL_BACKEND")
if not SANDBOX and MAIL_TRANSPORT.endswith((".dummy.EmailBackend", ".locmem.EmailBackend")):
    raise ImproperlyConfigured("EMAIL_URL names a transport that throws mails away; production needs smtp://…")
globals().update({key: value for key, value in _email.items() if key.startswith("EMAIL_") and value is not None})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "verein@localhost")

# --- Payments: Stripe is off without a key; transfer and GiroCode always remain ---------------------------------------
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])  # two while one is replaced
STRIPE_METHODS = env.list("STRIPE_METHODS", default=[])  # narrows what the account offers: card,sepa_debit
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")  # the stand-in of verein/sandbox/; empty: Stripe itself
STRIPE_HTTP_CLIENT = None  # tests put the stand-in here
# Where the pay button's form leads: browsers follow a form only to addresses that the page's policy names.
STRIPE_PAGES = STRIPE_API_BASE or "https://checkout.stripe.com"
if not SANDBOX and STRIPE_API_BASE not in {"", "https://api.stripe.com"}:
    raise ImproperlyConfigured("STRIPE_API_BASE names a stand-in for Stripe; production must not set it.")
if STRIPE_API_BASE not in {"", "https://api.stripe.com"} and STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
    raise ImproperlyConfigured("STRIPE_SECRET_KEY is a live key, but STRIPE_API_BASE is not Stripe.")

# --- Tasks -----------------------------------------------------------------------------------------------------------
# Mails have a queue and a worker of their own: none stands behind Wagtail's index updates ("default").
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}

# --- Internationalisation --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
# Ours first: makemessages writes there. "overrides" corrects the German of libraries (allauth says Du).
LOCALE_PATHS = [BASE_DIR / "verein" / "locale", BASE_DIR / "verein" / "locale" / "overrides"]
FORMAT_MODULE_PATH = ["verein.locale"]
TIME_ZONE = "Europe/Berlin"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]

# --- Files: static by whitenoise, public media by a view, private files by views that ask a rule ---------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
S3_BUCKET = env.str("S3_BUCKET", "")  # empty: folders in VAR_DIR


def _files(kind: str, **folder: Any) -> dict[str, Any]:
    """A storage in its folder, or under its name in the bucket: our views read from it, no visitor is sent there."""
    if not S3_BUCKET:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    asked = ("endpoint_url", "region_name", "access_key", "secret_key")
    options = {name: env.str(f"S3_{name.upper()}", "") or None for name in asked}
    scheme, _slashes, domain = BASE_URL.partition("//")
    ours = {"bucket_name": S3_BUCKET, "location": kind, "url_protocol": scheme, "custom_domain": domain}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, **ours, "file_overwrite": False}}


_found_where_they_are = "django.contrib.staticfiles.storage.StaticFilesStorage"
_collected = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES: dict[str, dict[str, Any]] = {
    "default": _files("media"),
    "private": _files("private", location=PRIVATE_ROOT, base_url="/private/"),  # an address that leads nowhere
    "staticfiles": {"BACKEND": _found_where_they_are if SANDBOX else _collected},
}
WHITENOISE_USE_FINDERS = SANDBOX
WHITENOISE_AUTOREFRESH = DEBUG

# --- Sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.adapters.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mein/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_CHANGE_EMAIL = ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "members.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # with it a passkey is both factors at once
MFA_TOTP_ISSUER = env.str("TOTP_ISSUER", "Verein")
MFA_TOTP_TOLERANCE = 1
# Who has a second factor may still change the address: the old one counts until the new one is confirmed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
WAGTAILADMIN_LOGIN_URL = "account_login"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SANDBOX
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())

# --- Security --------------------------------------------------------------------------------------------------------
_https = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = _https
_behind_proxy = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
# Whose address a limit counts: the last PROXY_COUNT entries of X-Forwarded-For are the proxies' own.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", 1) if _behind_proxy else 0
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _https else 0
# W005, W021: other hosts of the association's domain are not ours to bind. W019: Wagtail's preview is a frame of ours.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "font", "connect", "manifest")},
        "img-src": [SELF, "data:"],
        "form-action": [SELF, *([STRIPE_PAGES] if STRIPE_SECRET_KEY else [])],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}
CSRF_FAILURE_VIEW = "verein.views.csrf_failure"

# --- Wagtail ---------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Verein"
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses people can read out on the phone and mail programs do not cut
WAGTAIL_WORKFLOW_ENABLED = WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "verein.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "verein.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", *(f"image/{kind}" for kind in WAGTAILIMAGES_EXTENSIONS)]
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []  # no embed: it would load something from a third party
TAGGIT_CASE_INSENSITIVE = True

# --- Logging ---------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING" if SANDBOX else "INFO")},
}
