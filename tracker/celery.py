"""The Celery application and the whole schedule, which is only a clock: each tick looks for rows."""

import os
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init, worker_process_init

from tracker.env import REMINDERS_EVERY_SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["requests_app"])


def _every(seconds: float, task: str) -> dict[str, object]:
    # A tick that waited longer than its period is dropped: the next one finds the same rows.
    return {
        "task": f"requests_app.tasks.{task}",
        "schedule": seconds,
        "options": {"expires": max(seconds, 10)},
    }


app.conf.beat_schedule = {
    "render issued letters": _every(2, "render_issued_letters"),
    "make campaign requests": _every(2, "make_campaign_requests"),
    "keep received uploads": _every(2, "keep_received_uploads"),
    "ingest received datasets": _every(1, "ingest_received_datasets"),  # somebody watches it
    "prepare releases": _every(2, "prepare_releases"),
    "answer measures": _every(2, "answer_measures"),
    "read kept documents": _every(2, "read_kept_documents"),
    "make bundles": _every(2, "make_bundles"),
    "make binders": _every(2, "make_binders"),
    "send due reminders": _every(REMINDERS_EVERY_SECONDS, "send_due_reminders"),
    "mail waiting letters": _every(5, "mail_waiting_letters"),
    "fetch mail": _every(60, "fetch_mail"),
    "forget sent forms": {
        "task": "requests_app.tasks.forget_sent_forms",
        "schedule": crontab(hour=0, minute=35),
    },
    "forget uploads": {"task": "requests_app.tasks.forget_uploads", "schedule": crontab(hour=0, minute=50)},
    "expire bundles": {"task": "requests_app.tasks.expire_bundles", "schedule": crontab(hour=0, minute=20)},
    "refresh search index": {
        "task": "requests_app.tasks.refresh_search_index",
        "schedule": crontab(hour=1, minute=35),
    },
    "refresh all deadlines": {
        "task": "requests_app.tasks.refresh_all_deadlines",
        "schedule": crontab(hour=0, minute=5),
    },
}


_main_process: int | None = None


@worker_init.connect  # Celery's own hook, not a Django signal
def _remember_main_process(**_: object) -> None:
    global _main_process
    _main_process = os.getpid()


@worker_process_init.connect  # Celery's own hook, not a Django signal
def _end_where_orphaned(**_: object) -> None:
    # Celery has just asked the kernel to end this process with the worker; a worker killed before that would leave
    # it waiting for ever for a lock that died with its siblings.
    if _main_process is not None and os.getppid() != _main_process:
        os._exit(1)


@app.on_after_configure.connect  # Celery's own hook, not a Django signal
def _make_broker_folders(**_: object) -> None:
    options = app.conf.broker_transport_options or {}
    for key in ("data_folder_in", "data_folder_out", "control_folder"):
        if key in options:
            Path(options[key]).mkdir(parents=True, exist_ok=True)
