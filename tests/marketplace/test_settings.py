"""Settings come from the environment; a wrong value is explained before anything starts."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k3!vq9-zt7w_4mx8c2b5n6j1h0gfdsaqwertyuiopzxcvbnmlk",
    "ALLOWED_HOSTS": "areba.example",
    "DATABASE_URL": "postgres://areba:secret@db.example/areba",
    "REDIS_URL": "redis://valkey.example:6379",
    "EMAIL_URL": "smtp://post:secret@mail.example:587?tls=1",
}


def check(*arguments, **environment):
    """Run `manage.py check` in an environment of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "AREBA_VAR": os.environ["AREBA_VAR"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    outcome = check("--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        ("STORAGE_URL", "gs://bucket", "write s3://key:secret@host/name"),
        ("STORAGE_URL", "s3://key:secret@host", "write s3://key:secret@host/name"),
        ("DEBUG", "maybe", "DEBUG='maybe' is neither yes nor no"),
        ("UPLOAD_MAX_BYTES", "much", "UPLOAD_MAX_BYTES='much' is not a whole number"),
        ("DATABASE_URL", "mysql://x/y", "write postgres://user:password@host:5432/name"),
        ("REDIS_URL", "http://x", "write redis://"),
        ("EMAIL_URL", "gopher://x", "write smtp://"),
        ("SMS_URL", "sms.example", "SMS_URL is no address of a web service"),
        ("SMS_URL", "http://sms.example/send", "SMS_URL would send secrets in the clear"),
        ("FILES_SENT_BY", "pigeon", "FILES_SENT_BY='pigeon' is none of django, proxy, storage"),
        ("LINE_CLIENT_ID", "1650000000", "LINE_CLIENT_SECRET is not set"),
    ],
)
def test_a_wrong_value_is_explained(name, wrong, sentence):
    outcome = check(**{name: wrong})

    assert outcome.returncode != 0
    assert sentence in outcome.stderr


def test_a_wrong_address_of_the_database_does_not_give_its_password_away():
    outcome = check(DATABASE_URL="mysql://areba:hunter2@db.example/areba")

    assert "hunter2" not in outcome.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SHOW_SIGN_IN_CODES": "1"}, "Sign-in codes are shown on the page"),
        ({"EMAIL_URL": ""}, "sign-in codes would be written to the log"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must not be empty"),
    ],
)
def test_production_refuses_what_suits_a_trial_only(changed, sentence):
    outcome = check("--deploy", "--fail-level", "WARNING", **(PRODUCTION | changed))

    assert outcome.returncode != 0
    assert sentence in outcome.stderr
