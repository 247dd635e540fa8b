"""Letters by e-mail: each written once, and tried again until it has gone.

A letter is claimed, sent and marked, each in a statement of its own. What failed is
released, and what was claimed by somebody who died is free again after an hour. Only who
dies between the mail server's word and the mark sends a letter twice; it then bears the
same Message-ID, by which mailboxes know it for one.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q

logger = logging.getLogger(__name__)
# Far longer than a mail server takes to answer, or to give up.
CLAIMED_FOR = timedelta(hours=1)


def one_line(subject: str) -> str:
    return " ".join(subject.split())


class LetterQuerySet[Row: "Letter"](models.QuerySet[Row]):
    def to_send(self, now: datetime) -> Self:
        """Keep what has not gone, and what nobody else is sending."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIMED_FOR)
        return self.filter(free, mailed_at=None)

    def claim(self, key: int, now: datetime) -> bool:
        """Take a letter for oneself; False if it has gone or somebody else has it."""
        return bool(self.to_send(now).filter(pk=key).update(claimed_at=now))


class Letter(models.Model):
    """A row about which people are written to, once."""

    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def send(
        self,
        *,
        to: Sequence[str],
        subject: str,
        text: str,
        now: datetime,
        headers: Mapping[str, str] | None = None,
    ) -> bool:
        """Send a claimed letter and mark it; False if it could not be sent, to be tried again.

        To nobody nothing is sent, and that is done.
        """
        marked = {"Message-ID": self._message_id, **(headers or {})}
        mine = self._rows().filter(pk=self.pk)
        try:
            # The mail library calls its own trouble, and the network's, by this name.
            EmailMessage(one_line(subject), text, None, list(to), headers=marked).send()
        except OSError:
            logger.exception("Letter %s could not be sent.", self._message_id)
            mine.update(claimed_at=None)
            return False
        mine.update(mailed_at=now)
        return True

    @property
    def _message_id(self) -> str:
        house = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        return f"<{self._meta.label_lower}.{self.pk}@{house}>"

    def _rows(self) -> "models.QuerySet[Any]":
        return type(self)._default_manager.all()  # noqa: SLF001  Django's own way to a model's rows
