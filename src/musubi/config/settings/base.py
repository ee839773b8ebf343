"""Settings that hold everywhere. Nothing secret stands here: see musubi.config.environment."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from musubi.config import environment
from musubi.config.settings.accounts import *  # noqa: F403 - one subject, one file

PACKAGE = Path(__file__).resolve().parents[2]
DATA = environment.data_folder()
PORT = int(os.environ.get("MUSUBI_PORT") or "8000")
BIND = os.environ.get("MUSUBI_BIND") or "127.0.0.1"
PUBLIC_URL = (os.environ.get("MUSUBI_URL") or f"http://localhost:{PORT}").rstrip("/")
DEMO = os.environ.get("MUSUBI_DEMO", "1") != "0"
SECRET_KEY = environment.secret_key(DATA)
DEBUG = False

_address = urlsplit(PUBLIC_URL)
HTTPS = _address.scheme == "https"
ALLOWED_HOSTS = sorted({_address.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "musubi.web",
    "musubi.council",
    "musubi.programs.base.siting",
    "musubi.programs.brand.inbound",
    "musubi.programs.brand.shopping_streets",
    "musubi.programs.brand.site_reuse",
    "musubi.programs.brand.tours",
    "musubi.programs.growth.certified_farmers",
    "musubi.programs.growth.subsidies",
    "musubi.programs.workforce.new_farmers",
    "musubi.programs.brand.local_brands",
    "musubi.blocks.reviews",
    "musubi.blocks.applications",
    "musubi.blocks.reporting",
    "musubi.blocks.desks",
    "musubi.blocks.draws",
    "musubi.blocks.meetings",
    "musubi.blocks.money",
    "musubi.blocks.indicators",
    "musubi.blocks.vision",
    "musubi.blocks.parties",
    "musubi.blocks.places",
    "musubi.blocks.opendata",
    "musubi.blocks.translations",
    "musubi.blocks.visits",
    "musubi.blocks.notifications",
    "musubi.blocks.papers",
    "musubi.blocks.search",
    "musubi.blocks.accounts",
    "musubi.blocks.audit",
    "musubi.blocks.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rules",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "musubi.web.middleware.PageLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "musubi.blocks.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "musubi.config.urls"
WSGI_APPLICATION = "musubi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["musubi.blocks.kernel.templatetags.musubi", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "musubi.web.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# A demo server that the network can reach must not let everyone in.
LOOPBACK = BIND in {"127.0.0.1", "::1", "localhost"}
DEMO_SIGN_IN = DEMO and LOOPBACK
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys on http://localhost
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:staff-home"
APPLICANT_HOME = "filings:home"  # where people without a post land
LOGOUT_REDIRECT_URL = "web:home"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("zh-hans", "简体中文"), ("ko", "한국어")]  # the last two for visitors: kernel/pages/languages.py
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# The page that replays a draw stands alone, so that it can be saved and opened without a server.
STATICFILES_DIRS = [("draw", PACKAGE.parent / "musubi_engine" / "draw" / "replay")]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Rate limits and used one-time codes, shared by the processes of this machine.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Background tiles of maps: none without an address such as https://example.jp/tiles/{z}/{x}/{y}.png; its host alone is let in.
MAP_TILES_URL = os.environ.get("MUSUBI_TILES_URL", "")
MAP_TILES_ATTRIBUTION = os.environ.get("MUSUBI_TILES_ATTRIBUTION", "")
_tiles = [f"{urlsplit(MAP_TILES_URL).scheme}://{urlsplit(MAP_TILES_URL).netloc}"] if MAP_TILES_URL else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *_tiles],
        "connect-src": [SELF, *_tiles],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o640

SMTP_CONFIGURED = bool(os.environ.get("MUSUBI_SMTP_URL"))
globals().update(environment.smtp(os.environ.get("MUSUBI_SMTP_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("MUSUBI_MAIL_FROM") or "musubi@localhost"

# What happens is told by audit events; logs carry no personal data, so neither query strings nor bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "musubi.blocks.accounts.domain.secret_links.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}, "axes": {"level": "CRITICAL"}},
}
