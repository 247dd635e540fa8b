"""How long something stands before it is asked for, and how long a question waits."""

from datetime import timedelta

UNTOUCHED = timedelta(days=365)
PATIENCE = timedelta(days=60)
