"""What all refusals of talk have in common: whose fault it is, and a sentence."""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """An action was not done, for a reason that its caller may read."""

    code: ClassVar[str]
    detail: "ClassVar[StrPromise]"


class NotAllowed(Refusal):
    """The person may not do it, whatever the moment."""


class NotNow(Refusal):
    """It clashes with what is there."""
