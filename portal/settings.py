"""Django settings: plain assignments from one checked environment."""

from __future__ import annotations

import os
from typing import Any

from portal.env import PROJECT_ROOT, read_environment

ENV = read_environment()

HOME = ENV.home
PRODUCTION = ENV.production
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.origins)
WEBSOCKET_ORIGINS = list(ENV.origins)

INSTALLED_APPS = [
    # Only the development server needs it as an app, and it costs every other process half a second.
    *(["daphne"] if DEBUG else []),
    "portal.apps.MongoAdminConfig",
    "portal.apps.MongoAuthConfig",
    "portal.apps.MongoContentTypesConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "portal.apps.PortalConfig",
    "annotations.apps.AnnotationsConfig",
    "inference.apps.InferenceConfig",
]
MIGRATION_MODULES = {
    "admin": "portal.migrations.admin",
    "auth": "portal.migrations.auth",
    "contenttypes": "portal.migrations.contenttypes",
}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.security.ContentSecurityPolicy",
    "portal.pages.ApiFaults",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.acts.ActsKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_ROOT / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Saves wait for the database most of the time, so more threads than cores.
HTTP_THREADS = 8

# One database for accounts (through Django) and everything else (through PyMongo).
MONGODB_URI = ENV.mongodb_uri
MONGODB_NAME = ENV.database
DATABASES = {
    "default": {
        "ENGINE": "django_mongodb_backend",
        "HOST": MONGODB_URI,
        "NAME": MONGODB_NAME,
        "OPTIONS": {"serverSelectionTimeoutMS": 5_000},
    }
}
DATABASE_ROUTERS = ["django_mongodb_backend.routers.MongoRouter"]
DEFAULT_AUTO_FIELD = "django_mongodb_backend.fields.ObjectIdAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3_600
# Sign-in through a provider, where one is named (docs/sign-in.md).
OIDC_ISSUER = ENV.oidc_issuer
OIDC_CLIENT_ID = ENV.oidc_client_id
OIDC_CLIENT_SECRET = ENV.oidc_client_secret
OIDC_NAME = ENV.oidc_name
OIDC_SIGN_UP = ENV.oidc_sign_up
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"

REDIS_URL = ENV.redis_url
CHANNEL_LAYERS = {
    "default": {
        # Pub/sub: nothing is kept for a process that is away, and nothing needs to be. Events have numbers.
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
            "prefix": f"tandem:{MONGODB_NAME}",
        },
    }
}

CELERY_BROKER_URL = REDIS_URL
HINT_PREFIX = f"tandem:{MONGODB_NAME}:"
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A hint is taken when a process is free for it: one laid by would wait there although others are free, and
# what is taken first would be decided too early.
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": HINT_PREFIX,
    # Queues are served in the order in which the worker's command line names them.
    "queue_order_strategy": "priority",
    # Hints are acknowledged when taken: the job row, its lease and the sweep bring back what dies.
    "visibility_timeout": 3_600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_IMPORTS = ["annotations.tasks", "inference.tasks"]
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "annotations.sweep",
        "schedule": 3.0,
        "options": {"queue": "housekeeping", "expires": 10},
    },
    "schedules": {
        "task": "annotations.schedules",
        "schedule": 5.0,
        "options": {"queue": "housekeeping", "expires": 20},
    },
    "moments": {
        "task": "annotations.moments",
        "schedule": 5.0,
        "options": {"queue": "housekeeping", "expires": 5},
    },
    "trainings": {
        "task": "inference.schedules",
        "schedule": 5.0,
        "options": {"queue": "housekeeping", "expires": 20},
    },
    "embeddings": {
        "task": "inference.embeddings",
        "schedule": 10.0,
        "options": {"queue": "housekeeping", "expires": 20},
    },
    # By itself: to finish what a killed web process left may mean to read gigabytes.
    "uploads": {
        "task": "annotations.uploads",
        "schedule": 30.0,
        "options": {"queue": "housekeeping", "expires": 25},
    },
    "acts": {
        "task": "annotations.acts",
        "schedule": 60.0,
        "options": {"queue": "housekeeping", "expires": 50},
    },
    "propagations": {
        "task": "annotations.propagations",
        "schedule": 600.0,
        "options": {"queue": "housekeeping", "expires": 300},
    },
}

# Who is told of changes, inside the relay's transaction. The only setting that names code.
RELAY_SUBSCRIBERS = [
    "annotations.subscribers.react",
    "inference.subscribers.react",
    "annotations.trail.react",
]

# One person waits for one picture: all cores. Many pictures wait: many processes of one thread each.
ORT_THREADS = ENV.worker_threads
# Long work on videos leaves one process of the bulk worker to pictures and exports, where there are several.
VIDEO_SLICES = max(1, (os.cpu_count() or 1) - 1)
# What people may upload into a project that has no quota of its own; 0 is no limit.
PROJECT_MAX_MB = ENV.project_max_mb
PROJECT_MAX_ASSETS = ENV.project_max_assets
# How many days the audit trail is kept; 0 for ever.
AUDIT_DAYS = ENV.audit_days
FRAME_CACHE = HOME / "cache" / "frames"
ORIGINALS_CACHE = HOME / "cache" / "originals"
FRAME_CACHE_BYTES = ENV.frame_cache_mb * 1024 * 1024
# What versions said of held-out frames, for the next evaluation.
EVALUATION_CACHE = HOME / "cache" / "evaluations"
EVALUATION_CACHE_BYTES = 256 * 1024 * 1024

# What trainers get and return, a folder for each training; and what they may keep between trainings.
TRAININGS_ROOT = HOME / "training"
TRAINING_CACHE = HOME / "cache" / "training"
TRAINERS_FILE = ENV.trainers

MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
FRONTEND_DIST = PROJECT_ROOT / "frontend" / "dist"
STATIC_URL = "/static/"
STATICFILES_DIRS = [("app", FRONTEND_DIST)] if FRONTEND_DIST.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3_600

# Unfinished uploads: on the disk of MEDIA_ROOT, so that a finished one is renamed, not copied.
UPLOADS_ROOT = HOME / "uploads"
UPLOAD_MAX_BYTES = ENV.upload_max_mb * 1024 * 1024
UPLOADS_OPEN_PER_PERSON = ENV.uploads_open
UPLOAD_HOURS = ENV.upload_hours

DATA_UPLOAD_MAX_NUMBER_FILES = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Without a mail server letters are written into the log of the process that sends them.
MAIL_GOES_OUT = ENV.smtp_host is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_GOES_OUT else 'console'}.EmailBackend"
EMAIL_HOST = ENV.smtp_host or ""
EMAIL_PORT = ENV.smtp_port
EMAIL_HOST_USER = ENV.smtp_user
EMAIL_HOST_PASSWORD = ENV.smtp_password or ""
EMAIL_USE_TLS = ENV.smtp_security == "starttls"
EMAIL_USE_SSL = ENV.smtp_security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.mail_from

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "daphne.http_protocol": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
