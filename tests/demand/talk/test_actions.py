from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from demand.talk import actions, reads
from demand.talk.actions.moderating import (
    AlreadyAppealed,
    NothingToUndo,
    NothingWasHidden,
    NotYours,
)
from demand.talk.actions.speaking import (
    MOST_AN_HOUR,
    AuthorIsBlocked,
    NeedIsHidden,
    NothingToReplyTo,
    NotThePoster,
    TooOften,
)
from demand.talk.models import Follow, Remark, Report, Ruling, Standing
from demand.talk.vocabulary import Act, Complaint, Progress, Saying, State, Trust
from marketplace.accounts.actions import NotAModerator
from marketplace.changes.models import Change
from tests.factories import MembershipFactory, NeedFactory, RemarkFactory, UserFactory

pytestmark = pytest.mark.django_db
PRODUCT = {"product": "葉っぱカメラ", "price": 9_800, "link": "https://example.com/leaf"}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm)


@pytest.fixture
def say(need, now):
    def say_one(by, text="葉の裏も写りますか", kind=Saying.QUESTION, **words):
        return actions.say(
            **{"need": need, "by": by, "now": now, "kind": kind, "text": text} | words
        )

    return say_one


def test_a_developer_asks_and_the_poster_replies(say, ada, adas_team, sato, satos_farm):
    asked = say(ada, organisation=adas_team.organisation)
    replied = say(sato, "はい", Saying.REPLY, parent=asked, organisation=satos_farm.organisation)

    assert (asked.state, asked.speaker) == (State.SHOWN, "Ada Vision")
    assert replied.parent == asked
    assert Change.objects.filter(noun="talk", key=asked.need_id).count() == 2


def test_the_same_words_twice_in_a_moment_are_said_once(say, ada):
    assert say(ada) == say(ada)


@pytest.mark.parametrize(
    "text", ["見て https://x.example", "www.spam.example へ", "buy at kasegu.com"]
)
def test_a_link_by_a_new_author_waits_for_a_moderator(say, nobu, text):
    assert say(nobu, text).state == State.HELD


def test_a_trusted_author_and_a_moderator_skip_the_queue(say, nobu, kana):
    Standing.objects.create(user=nobu, trust=Trust.TRUSTED)

    assert say(nobu, "https://example.com").state == State.SHOWN
    assert say(kana, "https://example.com").state == State.SHOWN


def test_a_blocked_author_says_and_reports_nothing(say, nobu, need, now):
    Standing.objects.create(user=nobu, trust=Trust.BLOCKED)

    with pytest.raises(AuthorIsBlocked):
        say(nobu)
    with pytest.raises(AuthorIsBlocked):
        actions.report(about=need, by=nobu, now=now, complaint=Complaint.SPAM)


def test_a_program_is_slowed_down_and_may_go_on_an_hour_later(say, nobu, now):
    for number in range(MOST_AN_HOUR[Trust.NEW]):
        RemarkFactory(author=nobu, text=f"{number}", said_at=now)

    with pytest.raises(TooOften):
        say(nobu)
    assert say(nobu, now=now + timedelta(hours=2)).is_shown


def test_nothing_is_said_about_a_hidden_need(say, nobu, need, now):
    need.hidden_at = now

    with pytest.raises(NeedIsHidden):
        say(nobu)


def test_a_reply_belongs_to_a_shown_question_of_the_same_need(say, nobu):
    reply = say(nobu, "はい", Saying.REPLY, parent=say(nobu))
    for parent in (RemarkFactory(), reply, RemarkFactory(need=reply.need, held=True)):
        with pytest.raises(NothingToReplyTo):
            say(nobu, "はい", Saying.REPLY, parent=parent)


@pytest.mark.parametrize(
    "wrong",
    [{"text": "  "}, {"kind": Saying.EXISTS}, {"kind": Saying.REPLY}, {"product": "葉っぱカメラ"}],
)
def test_what_is_not_whole_is_refused_in_words(say, nobu, wrong):
    with pytest.raises(ValidationError):
        say(nobu, **wrong)


@pytest.fixture
def explain(sato, now):
    """Say, as Sato who posted the need, why a product is not enough."""

    def told(product, text):
        return actions.explain_shortfall(remark=product, by=sato, now=now, text=text)

    return told


def test_the_poster_says_why_a_product_is_not_enough(say, kana, sato, now):
    said = say(kana, "撮るだけ", Saying.EXISTS, is_seller=True, **PRODUCT)

    actions.explain_shortfall(remark=said, by=sato, now=now, text="葉の裏は写らない")

    assert reads.known_products(said.need) == [
        PRODUCT | {"is_seller": True, "text": "撮るだけ", "shortfall": "葉の裏は写らない"}
    ]


def test_nobody_else_says_why_and_only_of_a_product(say, kana, sato, ada, now):
    said = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)

    with pytest.raises(NotThePoster):
        actions.explain_shortfall(remark=said, by=ada, now=now, text="足りない")
    with pytest.raises(NothingToReplyTo):
        actions.explain_shortfall(remark=say(ada), by=sato, now=now, text="足りない")


def test_a_shortfall_that_leads_elsewhere_waits_and_the_old_one_stands(
    say, explain, kana, sato, now
):
    said = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)
    explain(said, "葉の裏は写らない")

    held = explain(said, "こちらで買えます https://example.com/")

    assert held.state == State.HELD
    assert held in [case.remark for case in reads.queue()]
    assert reads.known_products(said.need)[0]["shortfall"] == "葉の裏は写らない"
    ((_, own),) = reads.talk_about(said.need, sato).known
    ((_, others),) = reads.talk_about(said.need, None).known
    assert (own, others.text) == (held, "葉の裏は写らない")
    actions.rule(about=[held], act=Act.APPROVE, by=kana, now=now)
    assert "こちらで買えます" in reads.known_products(said.need)[0]["shortfall"]


def test_a_shortfall_is_reported_and_hidden_without_its_product(say, explain, kana, ada, now):
    said = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)
    told = explain(said, "作り手がうそつきだから")

    actions.report(about=told, by=ada, now=now, complaint=Complaint.RUDE)
    actions.rule(about=[told], act=Act.DECLINE, by=kana, now=now, reason="失礼です")

    (product,) = reads.known_products(said.need)
    assert (product["product"], product["shortfall"]) == (PRODUCT["product"], "")


def test_shortfalls_are_counted_among_what_somebody_writes_in_an_hour(say, explain, kana):
    said = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)
    for number in range(20):
        explain(said, f"足りないところ {number}")

    with pytest.raises(TooOften):
        explain(said, "もう一つ")


def test_a_product_at_another_address_or_by_its_seller_is_another_word(say, kana):
    first = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)
    again = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT)
    elsewhere = say(kana, "撮るだけ", Saying.EXISTS, **PRODUCT | {"link": "https://example.net/"})
    by_seller = say(kana, "撮るだけ", Saying.EXISTS, is_seller=True, **PRODUCT)

    assert first == again
    assert len({first, elsewhere, by_seller}) == 3


def test_news_is_told_by_the_poster_or_a_moderator(need, sato, kana, nobu, now):
    for by in (sato, kana):
        told = actions.tell_news(
            need=need, by=by, now=now, text="試しています", progress=Progress.ON_TRIAL
        )
        assert told.kind == Saying.NEWS
    with pytest.raises(NotThePoster):
        actions.tell_news(need=need, by=nobu, now=now, text="できました")

    assert reads.talk_about(need, None).progress.progress == Progress.ON_TRIAL


def test_who_follows_hears_what_others_say_from_then_on(say, need, ada, nobu, sato, now):
    say(nobu, "前の質問", now=now - timedelta(days=1))
    actions.follow(need=need, by=ada, now=now)
    assert actions.follow(need=need, by=ada, now=now).since == now
    later = say(nobu, "次の質問", now=now + timedelta(minutes=1))
    say(ada, "自分の質問", now=now + timedelta(minutes=2))

    assert reads.news_for(ada) == [later]
    assert later in reads.news_for(sato)

    actions.unfollow(need=need, by=ada)
    actions.unfollow(need=need, by=ada)

    assert reads.news_for(ada) == []
    assert Follow.objects.filter(user=nobu, need=need).exists()


def test_a_report_hides_nothing_and_is_made_once(say, nobu, ada, now):
    said = say(nobu)

    made = actions.report(about=said, by=ada, now=now, complaint=Complaint.RUDE)

    assert actions.report(about=said, by=ada, now=now, complaint=Complaint.RUDE) == made
    assert Remark.objects.get(pk=said.pk).is_shown
    assert [case.about for case in reads.queue()] == [said]


def test_nobody_reports_all_day_long_or_what_is_not_shown(ada, now):
    with pytest.raises(NothingToReplyTo):
        actions.report(about=RemarkFactory(held=True), by=ada, now=now, complaint=Complaint.RUDE)
    for _ in range(20):
        actions.report(about=NeedFactory(), by=ada, now=now, complaint=Complaint.FALSE)
    with pytest.raises(TooOften):
        actions.report(about=NeedFactory(), by=ada, now=now, complaint=Complaint.FALSE)


def test_a_moderator_decides_about_many_at_once_and_each_is_in_the_log(kana, ada, now, need):
    held = [RemarkFactory(need=need, held=True) for _ in range(3)]
    actions.report(about=need, by=ada, now=now, complaint=Complaint.FALSE)
    assert len(reads.queue()) == 4

    made = actions.rule(about=[need, *held], act=Act.APPROVE, by=kana, now=now)

    assert reads.queue() == []
    assert [ruling.by for ruling in made] == [kana] * 4
    assert Report.objects.get().settled_by == made[0]
    assert {remark.state for remark in Remark.objects.all()} == {State.SHOWN}


def test_to_trust_shows_it_and_lets_the_author_skip_the_queue(say, kana, nobu, now):
    held = say(nobu, "https://example.com/1")

    actions.rule(about=[held], act=Act.TRUST, by=kana, now=now)

    assert Remark.objects.get(pk=held.pk).is_shown
    assert say(nobu, "https://example.com/2").is_shown


def test_to_block_hides_it_stops_the_author_and_can_be_undone(say, kana, nobu, ada, now):
    said = say(nobu)
    actions.rule(about=[said], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")

    with pytest.raises(AuthorIsBlocked):
        say(nobu, "もう一度")
    assert not Remark.objects.get(pk=said.pk).is_shown
    with pytest.raises(NotAModerator):
        actions.rule(about=[said], act=Act.UNBLOCK, by=ada, now=now)

    (let_off,) = actions.rule(about=[said], act=Act.UNBLOCK, by=kana, now=now)

    assert (let_off.by, let_off.author) == (kana, nobu)
    assert say(nobu, "もう一度").is_shown
    assert not Remark.objects.get(pk=said.pk).is_shown


def test_an_appeal_against_a_block_that_is_approved_ends_the_block(say, kana, nobu, now):
    said = say(nobu)
    (block,) = actions.rule(about=[said], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")
    actions.appeal(ruling=block, by=nobu, now=now, text="宣伝ではありません")

    actions.rule(about=[said], act=Act.APPROVE, by=kana, now=now)

    assert say(nobu, "ありがとう").is_shown
    assert Remark.objects.get(pk=said.pk).is_shown


def test_a_block_lasts_while_another_one_stands_or_something_else_is_approved(say, kana, nobu, now):
    held = say(nobu, "https://example.com/1")
    one, two = say(nobu, "一"), say(nobu, "二")
    actions.rule(about=[one, two], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")

    actions.rule(about=[held, one], act=Act.APPROVE, by=kana, now=now)
    with pytest.raises(AuthorIsBlocked):
        say(nobu, "三")
    actions.rule(about=[two], act=Act.APPROVE, by=kana, now=now)

    assert say(nobu, "三").is_shown


def test_who_is_let_off_and_blocked_again_is_blocked_for_that_alone(say, kana, nobu, now):
    one, two = say(nobu, "一"), say(nobu, "二")
    actions.rule(about=[one, two], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")
    (let_off,) = actions.rule(about=[one, two], act=Act.UNBLOCK, by=kana, now=now)
    assert let_off.remark == one
    three = say(nobu, "三")
    actions.rule(about=[three], act=Act.BLOCK, by=kana, now=now, reason="また宣伝です")

    actions.rule(about=[three], act=Act.APPROVE, by=kana, now=now)

    assert say(nobu, "四").is_shown


def test_trust_is_taken_back_too_and_nothing_is_taken_back_twice(say, kana, nobu, now):
    held = say(nobu, "https://example.com/1")
    actions.rule(about=[held], act=Act.TRUST, by=kana, now=now)

    actions.rule(about=[held], act=Act.UNTRUST, by=kana, now=now)

    assert say(nobu, "https://example.com/2").state == State.HELD
    assert Remark.objects.get(pk=held.pk).is_shown
    for act in (Act.UNTRUST, Act.UNBLOCK):
        with pytest.raises(NothingToUndo):
            actions.rule(about=[held], act=act, by=kana, now=now)
    assert list(reads.log().order_by("id").values_list("act", "by")) == [
        (Act.TRUST, kana.pk),
        (Act.UNTRUST, kana.pk),
    ]


def test_a_poster_is_let_off_who_was_blocked_though_others_joined_before(
    need, kana, sato, satos_farm, nobu, now
):
    actions.rule(about=[need], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")
    MembershipFactory(
        user=nobu, organisation=satos_farm.organisation, since=now - timedelta(days=900)
    )

    actions.rule(about=[need], act=Act.UNBLOCK, by=kana, now=now)

    assert Standing.objects.get(user=sato).trust == Trust.NEW


def test_reports_wait_for_a_decision_about_what_is_reported(say, kana, nobu, ada, now):
    one, two = say(nobu, "一"), say(nobu, "二")
    actions.rule(about=[one], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")
    actions.report(about=two, by=ada, now=now, complaint=Complaint.SPAM)

    actions.rule(about=[two], act=Act.UNBLOCK, by=kana, now=now)

    assert [case.about for case in reads.queue()] == [two]


def test_all_or_none_is_decided_and_a_hiding_has_a_reason(kana, nobu, now):
    one, two = RemarkFactory.create_batch(2)

    with pytest.raises(ValidationError):
        actions.rule(about=[one, two], act=Act.DECLINE, by=kana, now=now)
    with pytest.raises(NotAModerator):
        actions.rule(about=[one], act=Act.APPROVE, by=nobu, now=now)

    assert not Ruling.objects.exists()
    assert Remark.objects.filter(state=State.SHOWN).count() == 2


def test_a_hidden_need_leaves_lists_and_comes_back(need, kana, sato, client, now):
    actions.rule(about=[need], act=Act.DECLINE, by=kana, now=now, reason="同じものが二つ")

    for path in (need.get_absolute_url(), f"/api/v1/needs/{need.slug}/"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/needs/").json()["results"] == []
    ruling = reads.rulings_against(sato).get()
    actions.appeal(ruling=ruling, by=sato, now=now, text="別の病気です")
    assert [case.appeals for case in reads.queue()] == [[ruling]]

    actions.rule(about=[need], act=Act.APPROVE, by=kana, now=now)

    assert client.get(need.get_absolute_url()).status_code == 200
    assert Ruling.objects.get(pk=ruling.pk).heard_at == now
    assert Change.objects.filter(noun="need").count() == 2


def test_the_author_alone_appeals_once_and_only_against_a_hiding(say, kana, nobu, ada, now):
    said = say(nobu)
    (hiding,) = actions.rule(about=[said], act=Act.DECLINE, by=kana, now=now, reason="失礼です")
    with pytest.raises(NotYours):
        actions.appeal(ruling=hiding, by=ada, now=now, text="見て")
    with pytest.raises(ValidationError):
        actions.appeal(ruling=hiding, by=nobu, now=now, text=" ")

    actions.appeal(ruling=hiding, by=nobu, now=now, text="失礼ではありません")

    with pytest.raises(AlreadyAppealed):
        actions.appeal(ruling=hiding, by=nobu, now=now, text="もう一度")
    (kept,) = actions.rule(about=[said], act=Act.APPROVE, by=kana, now=now)
    with pytest.raises(NothingWasHidden):
        actions.appeal(ruling=kept, by=nobu, now=now, text="ありがとう")


def test_what_is_said_of_merged_needs_stands_together(need):
    other = NeedFactory(canonical=need)
    remark = RemarkFactory(need=other)

    assert reads.talk_about(need, None).remarks == [remark]


def test_the_database_refuses_what_does_not_agree(need, nobu, kana):
    remark = RemarkFactory()
    for wrong in (
        {"kind": "SHOUT"},
        {"text": ""},
        {"kind": Saying.REPLY},
        {"kind": Saying.EXISTS},
        {"price": 5},
        {"progress": Progress.SOLVED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RemarkFactory(**wrong)
    with pytest.raises(IntegrityError, match="to_itself"), transaction.atomic():
        Remark.objects.filter(pk=remark.pk).update(kind=Saying.REPLY, parent=remark)
    papers = {"by": nobu, "complaint": Complaint.SPAM}
    Report.objects.create(remark=remark, **papers)
    Report.objects.create(need=need, **papers)
    for wrong in (
        {"remark": remark},
        {"need": need},
        {"remark": remark, "need": need},
        {"need": NeedFactory(), "complaint": "DULL"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(**papers | wrong)
    ruled = {"act": Act.APPROVE, "author": nobu, "by": kana, "remark": remark}
    Ruling.objects.create(**ruled)
    for wrong in ({"act": "MAYBE"}, {"act": Act.BLOCK}, {"remark": None}, {"appeal": "見て"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.create(**ruled | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.create(user=nobu, trust="LOVED")
    Follow.objects.create(user=nobu, need=need)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(user=nobu, need=need)


def test_the_queue_costs_the_same_with_one_case_and_with_thirty(django_assert_max_num_queries):
    RemarkFactory(held=True)
    with django_assert_max_num_queries(6):
        reads.queue()
    RemarkFactory.create_batch(29, held=True, author=UserFactory())
    with django_assert_max_num_queries(6):
        assert len(reads.queue()) == 30


def test_what_was_decided_costs_one_query_and_is_listed_once(
    kana, nobu, now, django_assert_num_queries
):
    remarks = RemarkFactory.create_batch(30, author=nobu)
    actions.rule(about=remarks, act=Act.APPROVE, by=kana, now=now)
    actions.rule(about=remarks[:5], act=Act.BLOCK, by=kana, now=now, reason="宣伝です")
    actions.rule(about=RemarkFactory.create_batch(30), act=Act.APPROVE, by=kana, now=now)

    with django_assert_num_queries(1):
        found = reads.decided(also=f"remark-{remarks[9].pk}")

    keys = [case.key for case in found]
    assert len(keys) == len(set(keys)) == 30 + 5 + 1
    for unknown in ("remark-x", "user-1", ""):
        assert len(reads.decided(also=unknown)) == 35
