"""What the pages and the API show of what is said, and of what moderators have to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from demand.needs.models import Need
from demand.talk.models import Digest, Follow, Remark, Report, Ruling, Silence
from demand.talk.models.moderation import key_of
from demand.talk.vocabulary import HIDING, Saying, State, Trust
from marketplace.accounts.models import User

NEWEST = ("-said_at", "-id")
MOST_ON_A_PAGE = 200
MOST_NEWS = 20
MOST_IN_QUEUE = 100
MOST_DECIDED = 30
# It stays good: a letter may be years old.
SIGNER = Signer(salt="areba.letters")

type News = list[tuple[Need, list[Remark]]]


@dataclass(frozen=True, slots=True)
class Talk:
    """What a need's page tells one reader of what is said about it."""

    need: Need
    remarks: list[Remark]
    replies: dict[int, list[Remark]] = field(default_factory=dict)
    follows: bool = False
    is_poster: bool = False

    def _of(self, kind: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind == kind]

    @property
    def products(self) -> list[Remark]:
        return self._of(Saying.EXISTS)

    @property
    def known(self) -> list[tuple[Remark, Remark | None]]:
        """Pair each product with why it is not enough, the reader's own word if it waits."""
        return [(said, self._shortfall_of(said)) for said in self.products]

    def _shortfall_of(self, product: Remark) -> Remark | None:
        under = self.replies.get(product.pk, [])
        said = [each for each in reversed(under) if not each.is_hidden]
        return next((each for each in said if each.kind == Saying.SHORTFALL), None)

    @property
    def news(self) -> list[Remark]:
        return self._of(Saying.NEWS)

    @property
    def threads(self) -> list[tuple[Remark, list[Remark]]]:
        """Pair each question and comment with the replies to it, the oldest reply first."""
        asked = [r for r in self.remarks if r.kind in {Saying.QUESTION, Saying.COMMENT}]
        return [(remark, self.replies.get(remark.pk, [])) for remark in asked]

    @property
    def progress(self) -> Remark | None:
        """The latest word on where the need stands."""
        return next((r for r in self.news if r.progress and r.is_shown), None)


def talk_about(need: Need, user: User | None) -> Talk:
    """Gather what is said about a need. One query for a stranger, three for whoever signed in."""
    said = list(
        Remark.objects.about(need).visible_to(user).for_list().order_by(*NEWEST)[:MOST_ON_A_PAGE]
    )
    replies: dict[int, list[Remark]] = {}
    for remark in reversed(said):
        if remark.parent_id:
            replies.setdefault(remark.parent_id, []).append(remark)
    return Talk(
        need=need,
        remarks=[remark for remark in said if not remark.parent_id],
        replies=replies,
        follows=bool(user) and Follow.objects.filter(need=need, user=user).exists(),
        is_poster=user is not None and need.is_posted_by(user),
    )


def remarks(need: Need) -> QuerySet[Remark]:
    """List what is said about a need and shown, for programs."""
    return Remark.objects.about(need).shown().for_list()


def known_products(need: Need) -> list[dict[str, Any]]:
    """List the products said to exist, each with why it is not enough. One query."""
    return [
        {
            **{name: getattr(said, name) for name in ("product", "price", "link", "is_seller")},
            "text": said.text,
            "shortfall": said.shortfall,
        }
        for said in remarks(need).filter(kind=Saying.EXISTS).order_by(*NEWEST)
    ]


def news_for(user: User) -> list[Remark]:
    """List what others said lately about the needs that one follows or has posted. One query."""
    own = Exists(Need.objects.posted_for(user).filter(pk=OuterRef("need")))
    heard = Remark.objects.shown().filter(_followed_by(user) | own).exclude(author=user)
    return list(heard.for_list().order_by(*NEWEST)[:MOST_NEWS])


def news_in(digest: Digest) -> News:
    """Gather what a letter tells, need by need, as it is shown now. One query."""
    shown = Remark.objects.shown().filter(_followed_by(digest.user), said_at__lte=digest.until)
    if digest.since:
        shown = shown.filter(said_at__gt=digest.since)
    said = shown.exclude(author=digest.user).for_list().order_by("need_id", "said_at", "id")
    return [(need, list(news)) for need, news in groupby(said, attrgetter("need"))]


def stop_token(reader: User) -> str:
    """Write the word with which whoever holds it stops a reader's letters, and nothing else."""
    return SIGNER.sign(str(reader.pk))


def reader_of(token: str) -> User | None:
    """Find whose letters a word stops; None if we did not write it."""
    try:
        key = SIGNER.unsign(token)
    except BadSignature:
        return None
    return User.objects.filter(pk=int(key)).first()


def has_letters(user: User) -> bool:
    return not Silence.objects.filter(user=user).exists()


def _followed_by(user: User) -> Exists:
    follows = Follow.objects.filter(user=user, need=OuterRef("need"))
    return Exists(follows.filter(since__lte=OuterRef("said_at")))


def rulings_against(user: User) -> QuerySet[Ruling]:
    """List what was hidden of one's own, with the reason. One query."""
    mine = Q(author=user) | Q(need__in=Need.objects.posted_for(user))
    hidden = Q(remark__state=State.HIDDEN) | Q(need__hidden_at__isnull=False)
    ruled = Ruling.objects.filter(mine, hidden, act__in=HIDING)
    return ruled.for_list().order_by("-ruled_at", "-id")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that waits for a moderator (held, reported, appealed for) or was decided about."""

    about: Remark | Need
    reports: list[Report]
    appeals: list[Ruling]
    # The last decision about it, where it was decided about before.
    ruling: Ruling | None = None

    @property
    def key(self) -> str:
        return key_of(self.about)

    @property
    def remark(self) -> Remark | None:
        return self.about if isinstance(self.about, Remark) else None

    @property
    def need(self) -> Need:
        return self.about.need if isinstance(self.about, Remark) else self.about


def queue() -> list[Case]:
    """List what waits for a moderator, the oldest first. Six queries whatever waits."""
    open_reports = Report.objects.unsettled().select_related("by").order_by("id")
    appeals = Ruling.objects.appealed().order_by("id")
    reported = open_reports.values
    waiting_remarks = Remark.objects.filter(
        Q(state=State.HELD) | Q(pk__in=reported("remark")) | Q(pk__in=appeals.values("remark"))
    ).select_related("need", "organisation", "author__standing")
    waiting_needs = Need.objects.for_list().filter(
        Q(pk__in=reported("need")) | Q(pk__in=appeals.values("need"))
    )
    with_papers = (
        Prefetch("reports", open_reports, to_attr="open_reports"),
        Prefetch("rulings", appeals, to_attr="open_appeals"),
    )
    return [
        *_cases(waiting_needs.prefetch_related(*with_papers).order_by("id")[:MOST_IN_QUEUE]),
        *_cases(waiting_remarks.prefetch_related(*with_papers).order_by("id")[:MOST_IN_QUEUE]),
    ]


def decided(also: str = "") -> list[Case]:
    """List what was decided last and whatever its author is blocked for, to decide it anew.

    `also` is the key of one thing more, as the log names it. One query.
    """
    newest = Ruling.objects.order_by("-id").values("pk")[:MOST_DECIDED]
    blocks = Ruling.objects.blocking().filter(author__standing__trust=Trust.BLOCKED)
    blocking = blocks.order_by("-id").values("pk")[:MOST_IN_QUEUE]
    wanted = Q(pk__in=newest) | Q(pk__in=blocking)
    kind, _, number = also.partition("-")
    if kind in {"remark", "need"} and number.isdecimal():
        wanted |= Q(**{kind: int(number)})
    cases: dict[str, Case] = {}
    for ruling in log().select_related("author__standing").filter(wanted).order_by("-id"):
        cases.setdefault(ruling.key, Case(ruling.about, [], [], ruling))
    return list(cases.values())


def log() -> QuerySet[Ruling]:
    return Ruling.objects.for_list()


def _cases(waiting: Iterable[Any]) -> list[Case]:
    return [Case(about, about.open_reports, about.open_appeals) for about in waiting]
