"""What people say about a need, one under another."""

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.talk.vocabulary import UNDER_ANOTHER, Progress, Saying, State
from marketplace.accounts.models import Organisation, User

MOST_LETTERS = 2000


class RemarkQuerySet(models.QuerySet["Remark"]):
    def shown(self) -> Self:
        return self.filter(state=State.SHOWN, need__hidden_at=None)

    def visible_to(self, user: User | None) -> Self:
        """Keep what is shown, and one's own whatever became of it."""
        mine = Q(author=user) if user else Q(pk=None)
        return self.filter(Q(state=State.SHOWN) | mine)

    def roots(self) -> Self:
        return self.filter(parent=None)

    def about(self, need: Need) -> Self:
        """Keep what was said about a need and about those merged into it."""
        return self.filter(need__in=Need.objects.gathered_in(need))

    def for_list(self) -> Self:
        return self.select_related("organisation", "author", "need__canonical").with_shortfall()

    def with_shortfall(self) -> Self:
        """Add why each product is not enough, as its need's poster said last and is shown."""
        said = Remark.objects.filter(
            parent=OuterRef("pk"), kind=Saying.SHORTFALL, state=State.SHOWN
        )
        last = said.order_by("-said_at", "-id").values("text")[:1]
        return self.annotate(shortfall=Coalesce(Subquery(last), Value("", models.TextField())))


class Remark(models.Model):
    """A question, a reply, a comment, a product that exists already, or news.

    Nothing is ever deleted: what a moderator declines is hidden.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=9, choices=Saying)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(_("in your words"), max_length=MOST_LETTERS)
    product = models.CharField(_("name of the product"), max_length=120, blank=True)
    price = models.PositiveIntegerField(_("price with tax, in yen"), null=True, blank=True)
    link = models.URLField(_("page about it"), max_length=300, blank=True)
    is_seller = models.BooleanField(_("I make or sell it"), default=False)
    progress = models.CharField(_("where it stands"), max_length=12, choices=Progress, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="remarks")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    state = models.CharField(max_length=6, choices=State, default=State.SHOWN)
    said_at = models.DateTimeField(db_default=Now())

    # Part of what is wanted; told by with_shortfall().
    shortfall: str = ""

    objects = RemarkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["need", "-said_at", "-id"], name="remarks_of_a_need"),
            models.Index(fields=["author", "-said_at"], name="remarks_of_an_author"),
            # Partial: the queue of moderators asks for these alone.
            models.Index(fields=["id"], name="remarks_held", condition=Q(state=State.HELD)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Saying.values)
                & Q(state__in=State.values)
                & Q(progress__in=["", *Progress.values]),
                name="remark_speaks_known_words",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="remark_says_something",
                violation_error_message=_("Write a few words."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UNDER_ANOTHER, parent__isnull=False)
                | (~Q(kind__in=UNDER_ANOTHER) & Q(parent=None)),
                name="remark_replies_to_another_or_stands_alone",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=Saying.EXISTS, price__isnull=False) & ~Q(product="") & ~Q(link="")
                )
                | (~Q(kind=Saying.EXISTS) & Q(product="", price=None, link="", is_seller=False)),
                name="remark_names_a_product_with_price_and_link_or_none",
                violation_error_message=_("Write the product, its price and a link to it."),
            ),
            models.CheckConstraint(
                condition=Q(progress="") | Q(kind=Saying.NEWS),
                name="remark_tells_progress_only_as_news",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="remark_does_not_reply_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:40]}"

    def get_absolute_url(self) -> str:
        return f"{self.need.get_absolute_url()}#remark-{self.pk}"

    @property
    def speaker(self) -> str:
        """Name who speaks as others may read it: never an address."""
        if self.organisation:
            return self.organisation.name
        return str(_("A moderator") if self.author.is_staff else _("A visitor"))

    @property
    def is_shown(self) -> bool:
        return self.state == State.SHOWN

    @property
    def is_hidden(self) -> bool:
        return self.state == State.HIDDEN
