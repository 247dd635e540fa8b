"""The job queues: `fast` for what people wait for, `heavy` for files and measuring."""

import os

# Before the app is made: only then do tasks get `delay_on_commit`.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

from celery import Celery

app = Celery("areba")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
