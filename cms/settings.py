"""Settings of the CMS. Every address and secret comes from the environment.

``XULANG_STAGE=local`` relaxes what only a laptop may relax; anything else, unset included, is treated as production.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def _required(name: str, why: str) -> str:
    """The value of ``name``; outside the local stage the CMS refuses to start without it."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}.")
    return value


def _listed(value: str) -> list[str]:
    return [entry.strip() for entry in value.split(",") if entry.strip()]


BASE_DIR = Path(__file__).resolve().parent.parent
STAGE = os.environ.get("XULANG_STAGE", "production")
IS_LOCAL = STAGE == "local"

VAR_DIR = Path(os.environ.get("XULANG_VAR_DIR") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

if IS_LOCAL:
    # A key of this process alone: logins end with it, and nothing secret is written down.
    SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or get_random_secret_key()
    CMS_URL = os.environ.get("XULANG_CMS_URL", "http://127.0.0.1:8001")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
else:
    SECRET_KEY = _required("DJANGO_SECRET_KEY", "sessions and form tokens are signed with it")
    CMS_URL = _required("XULANG_CMS_URL", "links to the CMS start with it, for example https://cms.example.vn")
    ALLOWED_HOSTS = _listed(_required("XULANG_CMS_HOSTS", "the host names the CMS answers to, with commas between"))
    CSRF_TRUSTED_ORIGINS = [CMS_URL.rstrip("/")]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

DEBUG = IS_LOCAL and os.environ.get("DJANGO_DEBUG") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# “Remember me” lasts a working day; without it a login ends with the browser. Idle ones end sooner (cms.access).
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
# Wagtail shows parts of itself in frames of its own; nobody else may.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "cms.translating",
    "cms.registry",
    "cms.stories",
    "cms.demo",
    "cms.access",
    "cms.preview",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.api.v2",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Last: once its tables are there, so is everything that the ground needs (cms.ground).
    "cms.publishing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.access.middleware.idle_sessions_end",
    "cms.access.middleware.second_factor_first",
    "cms.access.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of the applications: the few of Wagtail's templates that ours add a line to.
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    """One database by its URL. SQLite waits for the other process and takes its write lock at the start of a
    transaction, because a transaction that first reads and then writes would fail instead of waiting."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'cms.sqlite3'}"
    database = dict(dj_database_url.parse(url))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        }
    else:
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "Tiếng Anh"), ("zh-hans", "Tiếng Trung")]
# No LocaleMiddleware: the admin is in Vietnamese, whatever the browser asks for.
FORMAT_MODULE_PATH = ["cms.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# The pictures of the shop's pages under the very names they have there; kept for good, since a page names them.
PICTURES_ROOT = VAR_DIR / "pictures"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "pictures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PICTURES_ROOT},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IS_LOCAL
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}
# A laptop serves static files from where they are installed; production collects them once per release.
WHITENOISE_USE_FINDERS = IS_LOCAL

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Wrong passwords are counted for a name and an address together: guessing at one name does not lock out the office
# behind the same address, and nobody can lock out an editor from afar. Guessing from many addresses meets the second
# factor. The address is that of the connection; behind a proxy, waitress takes it over from there (infra/cms.yaml).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "cms.access.throttling.held_back"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Shown in the authenticator beside the code.
OTP_TOTP_ISSUER = "Chợ Xứ Lạng"

WAGTAIL_SITE_NAME = "Chợ Xứ Lạng"
WAGTAILADMIN_BASE_URL = CMS_URL
WAGTAIL_I18N_ENABLED = True
# A translation is a draft until somebody has translated and published it.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "registry.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.registry.uploads.forms.PhotoForm"
# What a file dialogue offers; what a file is, its content says (cms.registry.uploads), and so it is with its size.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.registry.uploads.papers.PaperForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "jpg", "jpeg", "png", "webp", "heic", "heif"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search"}}
# The admin asks no other host for anything: no update check, no avatars.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# What editors are told (proposed, approved, refused, commented) stands in the admin; with a mail server it is
# mailed to them too. A forgotten password is an administrator's to set: mail must not be a way round the second factor.
WAGTAIL_PASSWORD_RESET_ENABLED = False
if EMAIL_HOST := os.environ.get("XULANG_SMTP_HOST", ""):
    EMAIL_PORT = int(os.environ.get("XULANG_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("XULANG_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("XULANG_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = True
    EMAIL_TIMEOUT = 5
    WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = _required("XULANG_MAIL_FROM", "notifications are sent in this name")
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = None
WAGTAILAPI_BASE_URL = CMS_URL
WAGTAILAPI_LIMIT_MAX = 50

# Where published things go. Empty until given: the publishing worker names the one that it misses.
XULANG_PUBLIC_URL = os.environ.get("XULANG_PUBLIC_URL", "").rstrip("/")
# Signs what the shop's functions are asked to draw; without it there is no preview, and it says so.
XULANG_PREVIEW_SECRET = os.environ.get("XULANG_PREVIEW_SECRET", "")
XULANG_CONTENT_BUCKET = os.environ.get("XULANG_CONTENT_BUCKET", "")
XULANG_SITE_BUCKET = os.environ.get("XULANG_SITE_BUCKET", "")
XULANG_QUEUE_CONTENT = os.environ.get("XULANG_QUEUE_CONTENT", "")
# Lambda sets the one, boto3 reads only the other.
AWS_REGION = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"cms": {"level": "INFO"}},
}
