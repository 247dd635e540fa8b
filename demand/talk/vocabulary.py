"""What may be said about a need, and what moderators do about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Saying(models.TextChoices):
    QUESTION = "QUESTION", _("Question")
    COMMENT = "COMMENT", _("Comment")
    REPLY = "REPLY", _("Reply")
    EXISTS = "EXISTS", _("This already exists")
    # Why a product that exists is not enough: the poster's word under it.
    SHORTFALL = "SHORTFALL", _("Why it is not enough")
    NEWS = "NEWS", _("News")


# What stands under another remark.
UNDER_ANOTHER = [Saying.REPLY, Saying.SHORTFALL]


class Progress(models.TextChoices):
    """Where a need stands, as its poster, a moderator or a merge tells it."""

    UNDER_WAY = "UNDER_WAY", _("Somebody is building it")
    ON_TRIAL = "ON_TRIAL", _("Being tried out")
    SOLVED = "SOLVED", _("Solved")
    STILL_WANTED = "STILL_WANTED", _("Still wanted")
    MERGED = "MERGED", _("Merged")
    UNMERGED = "UNMERGED", _("Merge undone")


# What a person may choose; the others follow from what was done.
TOLD = [
    Progress.UNDER_WAY,
    Progress.ON_TRIAL,
    Progress.SOLVED,
    Progress.STILL_WANTED,
]


class State(models.TextChoices):
    SHOWN = "SHOWN", _("shown")
    HELD = "HELD", _("waiting for a moderator")
    HIDDEN = "HIDDEN", _("hidden")


class Complaint(models.TextChoices):
    SPAM = "SPAM", _("Advertising or spam")
    FALSE = "FALSE", _("Not true, or misleading")
    PRIVATE = "PRIVATE", _("Tells something private about somebody")
    RUDE = "RUDE", _("Rude or hurtful")
    UNLAWFUL = "UNLAWFUL", _("Against the law")
    OTHER = "OTHER", _("Something else")


class Trust(models.TextChoices):
    NEW = "NEW", _("new")
    TRUSTED = "TRUSTED", _("trusted")
    BLOCKED = "BLOCKED", _("blocked")


class Act(models.TextChoices):
    """What a moderator may decide about something that was written."""

    APPROVE = "APPROVE", _("Approve")
    TRUST = "TRUST", _("Approve and trust the author")
    DECLINE = "DECLINE", _("Decline")
    BLOCK = "BLOCK", _("Decline and block the author")
    UNBLOCK = "UNBLOCK", _("Let the author write again")
    UNTRUST = "UNTRUST", _("No longer trust the author")


# These hide what they are about, and need a reason that its author can read.
HIDING = [Act.DECLINE, Act.BLOCK]
SHOWING = [Act.APPROVE, Act.TRUST]
# How far an author is trusted after each; approving takes back the block of what is approved.
TRUST_AFTER = {
    Act.TRUST: Trust.TRUSTED,
    Act.BLOCK: Trust.BLOCKED,
    Act.UNBLOCK: Trust.NEW,
    Act.UNTRUST: Trust.NEW,
}
# What takes back only what stands: there is nothing to undo else.
UNDOES = {Act.UNBLOCK: Trust.BLOCKED, Act.UNTRUST: Trust.TRUSTED}
