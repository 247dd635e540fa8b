"""What each reason for refusing would take, and the parts that can be had as a table."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from demand.answers.vocabulary import Reason

# Said of a number of operations.
MORE: dict[Reason, Promise] = {
    Reason.PRICE: ngettext_lazy(
        "%(count)s more would buy if it were cheaper.",
        "%(count)s more would buy if it were cheaper.",
        "number",
    ),
    Reason.ACCURACY: ngettext_lazy(
        "%(count)s more would buy if it were right more often.",
        "%(count)s more would buy if it were right more often.",
        "number",
    ),
    Reason.DATA: ngettext_lazy(
        "%(count)s more would buy if their data stayed with them.",
        "%(count)s more would buy if their data stayed with them.",
        "number",
    ),
    Reason.CONNECTIVITY: ngettext_lazy(
        "%(count)s more would buy if it worked offline.",
        "%(count)s more would buy if it worked offline.",
        "number",
    ),
    Reason.LABOUR: ngettext_lazy(
        "%(count)s more would buy if nobody had to run it.",
        "%(count)s more would buy if nobody had to run it.",
        "number",
    ),
    Reason.TRUST: ngettext_lazy(
        "%(count)s more would buy if they could see it proven.",
        "%(count)s more would buy if they could see it proven.",
        "number",
    ),
    Reason.NOT_AUTOMATED: ngettext_lazy(
        "%(count)s want this done by people.",
        "%(count)s want this done by people.",
        "number",
    ),
    Reason.OTHER: ngettext_lazy(
        "%(count)s have another reason.", "%(count)s have another reason.", "number"
    ),
}


class Part(models.TextChoices):
    """What can be had as a table for a spreadsheet; the value stands in the address."""

    INDEX = "index", _("Over time")
    PREFECTURES = "prefectures", _("By prefecture")
    NEEDS = "needs", _("Firm demand by need")
    REASONS = "reasons", _("Reasons for refusing")
    PRODUCTS = "products", _("By machine or by hand")
    SECTORS = "sectors", _("Who speaks here")
    BLOCKING = "blocking", _("Rules in the way")
    HOURS = "hours", _("Whose hours it takes")


# What an evidence sheet says of its counts, beside the rule for losses.
COUNT_RULE = _(
    "Counts below three are hidden, and as many more as it takes that no sum gives one away. "
    "Whoever answered is counted as having seen it."
)
