"""What is said about the first need of the sample world: a question, and a product that exists."""

from django.utils import timezone

from demand.needs.models import Need
from demand.talk import actions
from demand.talk.models import Standing
from demand.talk.vocabulary import Saying, Trust
from marketplace.accounts.actions import welcome


def load(needs: list[Need]) -> None:
    """Let neighbours talk about the first need as people do, in the words of the sample."""
    need, now = needs[0], timezone.now()
    neighbour, poster = (welcome(email=f"sample-0-{place}@areba.invalid") for place in (1, 0))
    theirs, ours = neighbour.organisations.get(), need.posted_by.organisation
    # Nobody moderates a sample: without this its link would wait for ever.
    Standing.objects.get_or_create(user=neighbour, defaults={"trust": Trust.TRUSTED})
    asked = actions.say(
        by=neighbour,
        organisation=theirs,
        kind=Saying.QUESTION,
        text="葉の裏は、手で返して撮れますか。",
        need=need,
        now=now,
    )
    actions.say(
        by=poster,
        organisation=ours,
        kind=Saying.REPLY,
        text="葉かきのついでなら撮れます。",
        parent=asked,
        need=need,
        now=now,
    )
    said = actions.say(
        by=neighbour,
        organisation=theirs,
        kind=Saying.EXISTS,
        text="葉の表を撮ると、病名の候補が出ます。",
        product="見本の葉カメラ",
        price=9_800,
        link="https://example.com/",
        need=need,
        now=now,
    )
    actions.explain_shortfall(
        remark=said, by=poster, now=now, text="出はじめは葉の裏なので、表からは分からない。"
    )
