"""How long something stands before it is asked for, and how long a question waits."""

from datetime import timedelta

UNTOUCHED = timedelta(days=365)
PATIENCE = timedelta(days=60)
# An address that takes no letter for so long takes none: the question is on the page.
TRIED_FOR = timedelta(days=14)
