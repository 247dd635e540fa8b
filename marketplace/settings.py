"""Every setting, read from the environment once, typed.

A value that cannot be read does not raise here: it is noted (`environment.PROBLEMS`),
a safe default stands in, and `marketplace.checks` explains it in words.
With nothing set, this is one machine for trying Areba out: the embedded
services, a console for e-mail. `PRODUCTION=1` asks for the rest.
"""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from marketplace import timetable
from marketplace.environment import (
    database,
    flag,
    mailer,
    number,
    one_of,
    pair,
    redis,
    secret_key,
    site_of,
    storage,
    text,
    web_address,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("AREBA_VAR", BASE_DIR / "var"))
# Where `make run` keeps the sockets of its services while it runs: a path that is short.
SOCKETS = (VAR / "sockets").resolve()

# What this installation is

PRODUCTION = flag("PRODUCTION", default=False)
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key(kept=VAR / "secret_key", must_be_given=PRODUCTION)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
# Sign-in codes are shown on the page as well: for trying out, refused in production.
SHOW_SIGN_IN_CODES = flag("SHOW_SIGN_IN_CODES", default=not PRODUCTION)

INSTALLED_APPS = [
    "marketplace.apps.MarketplaceConfig",
    "marketplace.pages",
    "marketplace.changes",
    "marketplace.accounts",
    "demand.operations",
    "demand.needs",
    "demand.talk",
    "demand.details",
    "demand.mandates",
    "demand.answers",
    "demand.merging",
    "demand.upkeep",
    "demand.meetings",
    "demand.snapshots",
    "datasets.library",
    "datasets.consent",
    "datasets.measures",
    "datasets.intake",
    "marketplace.developers",
    "marketplace.opportunities",
    "marketplace.offers",
    "marketplace.insights",
    "marketplace.belongings",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.line",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "marketplace.pages.errors.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.accounts.reads.acting",
                "marketplace.accounts.reads.ways_in",
            ],
        },
    },
]

# Where it keeps things

DATABASES = {"default": database(text("DATABASE_URL", f"postgres://areba@/areba?host={SOCKETS}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL, _first = redis(text("REDIS_URL", f"unix://{SOCKETS}/valkey.sock"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}?db={_first + 1}",
    }
}
# In the database: a pending answer of somebody who signs in later must survive anything.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = number("UPLOAD_MAX_BYTES", 2 * 1024**3)
# In pieces, by a client that can go on after a break.
TRANSFER_MAX_BYTES = number("TRANSFER_MAX_BYTES", 20 * 1024**3)

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "marketplace" / "static"]
STORAGES = {
    "default": storage(text("STORAGE_URL")),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Data: by Django; by nginx, to which `location /kept/ { internal; alias …; }` shows MEDIA_ROOT;
# or by the S3-compatible storage, to which readers are led.
FILES_SENT_BY = one_of("FILES_SENT_BY", ("django", "proxy", "storage"))
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty, but WhiteNoise asks for it

# Words

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "marketplace" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Jobs

CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host={_first}"
    if REDIS_URL.startswith("unix:")
    else f"{REDIS_URL}/{_first}"
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # beat finds what could not be queued
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_QUEUES = [Queue("fast"), Queue("heavy")]
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TASK_ROUTES = timetable.TASK_ROUTES
CELERY_BEAT_SCHEDULE = timetable.BEAT_SCHEDULE
CHANGE_READERS = timetable.CHANGE_READERS
CELERY_TIMEZONE = TIME_ZONE

# Official statistics: the operator's own application id at e-Stat, for `load_census`.
ESTAT_APP_ID = text("ESTAT_APP_ID")

# Who may do what

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "me"
ACCOUNT_ADAPTER = "marketplace.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "marketplace.accounts.forms.SignInForm"}
# A gateway that takes {"to", "text"} by POST; without it, nobody is asked for a telephone.
SMS_URL, SMS_TOKEN = web_address("SMS_URL"), text("SMS_TOKEN")
# LINE Login, by the operator's own channel; without it, the button is not shown.
LINE_CLIENT_ID, LINE_CLIENT_SECRET = pair("LINE_CLIENT_ID", "LINE_CLIENT_SECRET")
LINE_PAGE_URL = web_address("LINE_PAGE_URL", "https://access.line.me")
LINE_API_URL = web_address("LINE_API_URL", "https://api.line.me")
SOCIALACCOUNT_ADAPTER = "marketplace.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_REQUIRED = SOCIALACCOUNT_QUERY_EMAIL = False
# By a link: the content policy lets no form lead to another site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "line": {
        "provider_class": "marketplace.accounts.adapters.Line",
        "APPS": [{"client_id": LINE_CLIENT_ID, "secret": LINE_CLIENT_SECRET, "key": ""}],
        # A name at most: an address from elsewhere would be no proof here.
        "SCOPE": ["profile"],
        "OAUTH_PKCE_ENABLED": True,
    }
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"} if SMS_URL else {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# By address: a whole meeting may sign in over one line.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,5/m/key",
    "login": "60/m/ip",
    "slip": "60/m/ip",
}
# How many proxies of one's own stand in front: only what they add is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "marketplace.accounts.adapters.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "marketplace.pages.keyset.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": text("API_RATE_ANONYMOUS", "120/min"),
        "user": text("API_RATE_SIGNED_IN", "1200/min"),
    },
    "EXCEPTION_HANDLER": "marketplace.pages.errors.api_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Areba",
    "DESCRIPTION": "Needs of primary industry, what they would pay, and the data to build with.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Sector": "demand.operations.vocabulary.Sector",
        "Prefecture": "demand.operations.vocabulary.Prefecture",
        "KindEnum": "demand.needs.vocabulary.Kind",
        "Saying": "demand.talk.vocabulary.Saying",
        "OfferState": "marketplace.offers.vocabulary.State",
        "Level": "demand.answers.vocabulary.Level",
        "RegulationLevel": "demand.needs.vocabulary.RegulationLevel",
        "AcceptanceMetric": "demand.needs.arithmetic.acceptance.Metric",
        "OfferMetric": "marketplace.offers.vocabulary.Metric",
    },
}

# What a browser may do: nothing inline, nothing from elsewhere.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None

# E-mail and logs

MAILERS = {"default": mailer(text("EMAIL_URL", "console:"))}
# Where letters lead to: pages know it from their request, jobs from here alone.
HERE = site_of(ALLOWED_HOSTS) if PRODUCTION else "http://127.0.0.1:8000"
SITE_URL = web_address("SITE_URL", HERE).rstrip("/")
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "Areba <areba@localhost>")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": text("LOG_LEVEL", "INFO"),
        }
    },
    # A line or two for each job tell nothing that the jobs' own tables do not.
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "INFO")},
}
