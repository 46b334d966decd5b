"""The project's settings for tests: a folder of their own for each run, nothing from .env, cheap passwords."""

import atexit
import os
import shutil
import tempfile

# What the environment names wins (DATABASE_URL and REDIS_URL choose the services); a .env file has no say.
os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "for-tests-only-" + "x" * 40
if "DAYLIGHT_VAR" not in os.environ:
    os.environ["DAYLIGHT_VAR"] = tempfile.mkdtemp(prefix="daylight-test-")
    atexit.register(shutil.rmtree, os.environ["DAYLIGHT_VAR"], ignore_errors=True)

from tracker.settings import *  # noqa: F403 - after the environment is ready
from tracker.settings import DATABASES, STATIC_ROOT, STORAGES, VAR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the worker and the live server are other processes and threads.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is absent
