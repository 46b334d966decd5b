"""Every setting, from the environment, with defaults that run on one machine without any server."""

import re

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.urls import reverse_lazy

from tracker.env import REMINDERS_EVERY_SECONDS as REMINDERS_EVERY_SECONDS
from tracker.env import ROOT, env, folder, secret_key

VAR = folder("DAYLIGHT_VAR", ROOT / "var")
VERSION = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]  # type: ignore[index]

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key(VAR)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "axes",
    "csp",
    "requests_app",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "requests_app.web.context.page",
            ],
        },
    },
]

# The records. SQLite by default: WAL so that readers never wait, IMMEDIATE so that writers queue.
_database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR / 'daylight.sqlite3'}"
DATABASES = {"default": env.db_url_config(_database_url)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "requests_app.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = reverse_lazy("login")
AXES_FAILURE_LIMIT = env.int("AXES_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"

# Strict pages: they show hostile mail and documents. The admin's theme needs inline and eval, so only it gets them.
_strict = {
    "default-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "img-src": [SELF, "data:"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _strict}
ADMIN_CONTENT_SECURITY_POLICY = _strict | {
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_https)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if _https else 0)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Files. Received and issued bytes go to "archive"; the slot takes any Django storage (S3 and the like) later.
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "media"},
    },
    "archive": {
        "BACKEND": "requests_app.archive.storage.WriteOnceFileStorage",
        "OPTIONS": {"location": VAR / "archive"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATASETS_ROOT = VAR / "datasets"
BUNDLES_ROOT = VAR / "bundles"
BINDERS_ROOT = VAR / "binders"
RELEASES_ROOT = VAR / "releases"
RELEASE_KEYS = folder("RELEASE_KEYS", VAR / "release-keys")  # best on another disk, and in no backup of the data
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = folder("UPLOAD_TEMP", VAR / "uploads")
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
UPLOADS_ROOT = FILE_UPLOAD_TEMP_DIR / "pieces"  # files that a browser sends piece by piece
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024**3)  # of one file, as it is sent
# Reading a kept document: how long one may take, and how many are read at once, so that other work has its turn.
INSPECTION_SECONDS = env.int("INSPECTION_SECONDS", default=600)
INSPECTIONS_AT_ONCE = env.int("INSPECTIONS_AT_ONCE", default=1)
DATASET_MAX_BYTES = env.int("DATASET_MAX_BYTES", default=20 * 1024**3)  # after decompression
DATA_ENGINE_URL = env.str("DATA_ENGINE_URL", default="")  # where published datasets are measured; DuckDB without it

# Mail. Without EMAIL_URL every mail is a file under var/mail, and a page shows them.
MAIL_FOLDER = VAR / "mail"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))
    EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # seconds without a word from the server
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Daylight <daylight@example.org>")
# Mail that comes in: MAIL_DOMAIN is right of the @ in every request's own address, IMAP_URL the mailbox it lands in,
# imaps://user:password@host/INBOX (imap+starttls:// or imap:// without protection, for a server on this machine).
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="")
IMAP_URL = env.str("IMAP_URL", default="")
MAIL_MAX_BYTES = env.int("MAIL_MAX_BYTES", default=25_000_000)  # of one mail that goes out, as it is sent
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # saved mails dropped into the tray at once
# A row taken by a process is free again when its lease is over; by then that process is stopped.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=600)
MAIL_RETRY_SECONDS = env.int("MAIL_RETRY_SECONDS", default=60)  # after the first failure; twice as long each time
LETTER_LEASE_SECONDS = env.int("LETTER_LEASE_SECONDS", default=60)

# The broker is only a clock: every piece of work is a row. Without REDIS_URL it is a folder.
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_FOLDER),
        "data_folder_out": str(BROKER_FOLDER),
        "control_folder": str(VAR / "broker-control"),
        "polling_interval": 0.2,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "America/Los_Angeles"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "schedule")

# The law: what a person has put in force. A rule that waits for enactment applies from the date given here.
LAW_IN_FORCE = env.dict("LAW_IN_FORCE", default={})  # rule id = ISO date

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Los_Angeles"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH = ["tracker.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"mask": {"()": "tracker.masking.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}


def _places(*names: tuple[str, str, str]) -> list[dict[str, object]]:
    """Entries of the admin's menu: words, icon, model."""
    return [
        {"title": title, "icon": icon, "link": reverse_lazy(f"admin:requests_app_{model}_changelist")}
        for title, icon, model in names
    ]


# The same names, order and colour as the case pages.
UNFOLD = {
    "SITE_TITLE": "Daylight",
    "SITE_HEADER": "Daylight",
    "SITE_SUBHEADER": "The records behind the desk",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("requests_app/img/daylight.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("requests_app/img/daylight.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": True,
    "COLORS": {
        "primary": {
            "50": "239 245 252",
            "100": "220 233 248",
            "200": "185 211 240",
            "300": "142 183 228",
            "400": "92 147 211",
            "500": "52 112 188",
            "600": "29 78 137",
            "700": "25 66 117",
            "800": "21 54 96",
            "900": "17 43 76",
            "950": "11 28 51",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "title": "Casework",
                "items": [
                    {"title": "Today", "icon": "today", "link": "/"},
                    *_places(
                        ("Requests", "mail", "recordsrequest"),
                        ("Claims", "gavel", "exemptionclaim"),
                        ("Cases", "account_balance", "courtcase"),
                        ("Milestones", "flag", "milestone"),
                        ("Deadlines", "event", "deadline"),
                        ("Letters", "draft", "letter"),
                        ("Correspondence", "forum", "communication"),
                        ("Mail received", "inbox", "receivedmail"),
                        ("Productions", "inventory_2", "production"),
                        ("Datasets", "table_rows", "dataset"),
                        ("Documents", "description", "document"),
                        ("Readings of documents", "find_in_page", "inspection"),
                        ("Settlement terms", "handshake", "settlementterm"),
                    ),
                ],
            },
            {
                "title": "Reference",
                "separator": True,
                "items": _places(
                    ("Agencies", "apartment", "agency"),
                    ("Courts", "balance", "court"),
                    ("Exemptions", "menu_book", "exemption"),
                    ("Matters", "folder", "matter"),
                    ("Organisations", "groups", "organisation"),
                    ("People", "person", "user"),
                ),
            },
            {
                "title": "What happened",
                "separator": True,
                "items": _places(("Reminders", "notifications", "reminder"), ("Journal", "history", "journalentry")),
            },
        ],
    },
}
