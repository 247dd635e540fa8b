import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from demand.answers import actions as answers
from demand.answers.models import Answer, Demand, Publication
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.merging import actions
from demand.merging.models import Merge
from demand.needs.models import Need
from demand.needs.vocabulary import Period
from demand.operations.actions import NotYourOperation
from demand.talk.actions import rule
from demand.talk.actions.speaking import AuthorIsBlocked, NeedIsHidden
from demand.talk.models import Remark, Standing
from demand.talk.vocabulary import Act, Progress, Trust
from marketplace.changes.models import Change
from tests.factories import AnswerFactory, NeedFactory, OperationFactory, RefusalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, title="いちごのうどんこ病")


@pytest.fixture
def into(suzukis_farm):
    return NeedFactory(posted_by=suzukis_farm, title="うどんこ病を写真で")


@pytest.fixture
def propose(need, into, now):
    def propose_one(by, operation=None, **words):
        return actions.propose_merge(
            **{"need": need, "into": into, "by": by, "now": now, "reason": "同じ病気の話です"}
            | {"organisation": operation and operation.organisation}
            | words
        )

    return propose_one


@pytest.fixture
def merged(propose, kana):
    return propose(kana)


def fresh(need):
    return Need.objects.get(pk=need.pk)


def test_a_moderator_merges_at_once_and_it_is_in_the_log_and_the_news(merged, need, into):
    assert merged.is_joined
    assert fresh(need).canonical == into
    assert set(Change.objects.filter(noun="answer").values_list("key", "kind")) == {
        (need.pk, "merged"),
        (into.pk, "merged"),
    }
    told = Remark.objects.filter(progress=Progress.MERGED)
    assert {remark.need for remark in told} == {need, into}


def test_a_stranger_only_proposes(propose, tanaka, cooperative, need):
    merge = propose(tanaka, cooperative)

    assert merge.is_proposed
    assert fresh(need).canonical is None
    assert propose(tanaka, cooperative) == merge


def test_the_other_poster_is_a_second_voice(propose, suzuki, suzukis_farm, sato, satos_farm, now):
    merge = propose(suzuki, suzukis_farm)

    joined = actions.second_merge(
        merge=merge, by=sato, organisation=satos_farm.organisation, now=now
    )

    assert joined.is_joined
    assert joined.seconded_for == satos_farm.organisation


def test_where_its_own_poster_proposes_the_other_poster_agrees(
    propose, suzuki, suzukis_farm, sato, satos_farm, now
):
    merge = propose(sato, satos_farm)

    assert actions.second_merge(
        merge=merge, by=suzuki, organisation=suzukis_farm.organisation, now=now
    ).is_joined


def test_a_second_operation_that_answered_is_a_second_voice(
    propose, suzuki, suzukis_farm, mori, moris_boat, need, now
):
    merge = propose(suzuki, suzukis_farm)
    with pytest.raises(actions.NoSecondVoice):
        actions.second_merge(merge=merge, by=mori, organisation=moris_boat.organisation, now=now)
    AnswerFactory(need=need, operation=moris_boat)

    joined = actions.second_merge(
        merge=merge, by=mori, organisation=moris_boat.organisation, now=now
    )

    assert joined.is_joined


def test_who_would_swallow_a_need_cannot_agree_alone(
    propose, tanaka, cooperative, suzuki, suzukis_farm, now
):
    merge = propose(tanaka, cooperative)

    with pytest.raises(actions.NoSecondVoice):
        actions.second_merge(
            merge=merge, by=suzuki, organisation=suzukis_farm.organisation, now=now
        )


def test_nobody_seconds_themselves_or_for_a_farm_that_is_not_theirs(
    propose, suzuki, suzukis_farm, satos_farm, nobu, now
):
    merge = propose(suzuki, suzukis_farm)

    for by, ours in ((suzuki, satos_farm), (nobu, satos_farm), (nobu, None)):
        with pytest.raises(actions.NoSecondVoice):
            actions.second_merge(
                merge=merge, by=by, organisation=ours and ours.organisation, now=now
            )


def test_a_need_is_not_merged_into_itself(propose, kana, need):
    with pytest.raises(actions.SameNeed):
        propose(kana, into=need)


def test_merges_do_not_go_in_circles(merged, propose, kana, need, into):
    with pytest.raises(actions.WouldGoInCircle):
        propose(kana, need=into, into=need)


def test_a_merged_need_is_neither_merged_again_nor_merged_into(merged, propose, kana, need):
    other = NeedFactory()

    with pytest.raises(actions.AlreadyMerged):
        propose(kana, into=other)
    with pytest.raises(actions.AlreadyMerged):
        propose(kana, need=other, into=need)


def test_units_that_differ_are_never_added_up(propose, kana):
    with pytest.raises(actions.UnitsDiffer):
        propose(kana, into=NeedFactory(period=Period.MONTH))


def test_a_blocked_author_proposes_and_seconds_nothing(propose, nobu, now):
    Standing.objects.create(user=nobu, trust=Trust.BLOCKED)

    with pytest.raises(AuthorIsBlocked):
        propose(nobu)
    with pytest.raises(AuthorIsBlocked):
        actions.second_merge(merge=Merge(), by=nobu, now=now)


def hide(need, kana, now):
    rule(about=[fresh(need)], act=Act.DECLINE, by=kana, now=now, reason="宣伝です")


def show(need, kana, now):
    rule(about=[fresh(need)], act=Act.APPROVE, by=kana, now=now)


def test_a_proposal_of_others_is_joined_by_a_moderator_who_proposes_the_same(
    propose, tanaka, cooperative, kana, need, into
):
    proposed = propose(tanaka, cooperative)

    joined = propose(kana)

    assert (joined, joined.is_joined, joined.seconded_by) == (proposed, True, kana)
    assert fresh(need).canonical == into


def test_whoever_is_concerned_and_proposes_the_same_is_the_second_voice(
    propose, tanaka, cooperative, sato, satos_farm, suzuki, suzukis_farm
):
    propose(tanaka, cooperative)

    assert propose(suzuki, suzukis_farm).is_proposed
    assert propose(sato, satos_farm).is_joined


def test_what_is_hidden_is_neither_merged_nor_merged_into(
    propose, tanaka, cooperative, kana, need, into, now
):
    merge = propose(tanaka, cooperative)
    for hidden in (need, into):
        hide(hidden, kana, now)
        with pytest.raises(NeedIsHidden):
            propose(kana)
        with pytest.raises(NeedIsHidden):
            actions.second_merge(merge=merge, by=kana, now=now)
        show(hidden, kana, now)


def test_a_sample_is_not_merged_with_a_real_need(propose, kana):
    with pytest.raises(actions.SampleAndReal):
        propose(kana, into=NeedFactory(is_sample=True))


def test_what_was_merged_into_a_need_stands_alone_while_that_is_hidden(
    merged, need, into, kana, sato, satos_farm, now
):
    AnswerFactory(need=need, level=Level.INTEREST, cap=None, quantity=None)
    hide(into, kana, now)

    assert Need.objects.listed().get() == need
    assert Answer.objects.counting_for(need).counts()["co_signs"] == 1
    assert answers.co_sign(
        need=fresh(need), operation=satos_farm, by=sato, now=now, level=Level.INTEREST
    )
    told = Change.objects.filter(noun="answer", kind="hidden").values_list("key", flat=True)
    assert set(told) == {need.pk, into.pk}

    show(into, kana, now)

    assert fresh(need).canonical == into
    assert Answer.objects.counting_for(into).counts()["co_signs"] == 2


def test_what_is_hidden_counts_for_nothing_it_was_merged_into(merged, need, into, kana, now):
    AnswerFactory(need=need, level=Level.INTEREST, cap=None, quantity=None)
    AnswerFactory(need=need, counts_for=[into.pk])

    hide(need, kana, now)

    assert Answer.objects.counting_for(into).counts()["co_signs"] == 0
    summarise(into.pk)
    assert Demand.objects.get(need=into).co_sign_count == 0
    show(need, kana, now)
    summarise(into.pk)
    assert Demand.objects.get(need=into).co_sign_count == 2


def test_a_chain_is_broken_where_something_is_hidden_and_never_goes_in_a_circle(
    merged, propose, kana, need, into, now
):
    last = NeedFactory()
    propose(kana, need=into, into=last)

    hide(into, kana, now)

    assert (fresh(need).canonical, fresh(into).canonical) == (None, None)
    with pytest.raises(actions.WouldGoInCircle):
        propose(kana, need=last, into=need)
    with pytest.raises(actions.AlreadyMerged):
        propose(kana, into=last)

    show(into, kana, now)

    assert fresh(need).canonical == fresh(into).canonical == last


def test_news_of_a_merge_names_no_need_that_may_be_hidden_one_day(merged, need, into, kana, now):
    actions.end_merge(merge=merged, by=kana, now=now)

    for remark in Remark.objects.all():
        assert need.title not in remark.text
        assert into.title not in remark.text


def test_a_merge_has_a_reason(propose, nobu):
    with pytest.raises(ValidationError):
        propose(nobu, reason=" ")


def test_a_chain_leads_to_its_end(merged, propose, kana, need, into):
    last = NeedFactory()

    propose(kana, need=into, into=last)

    assert fresh(need).canonical == fresh(into).canonical == last


def test_interest_and_refusals_move_by_themselves_and_prices_wait(merged, need, into):
    AnswerFactory(need=need, level=Level.INTEREST, cap=None, quantity=None)
    RefusalFactory(need=need)
    AnswerFactory(need=need)

    counts = Answer.objects.counting_for(into).counts()

    assert (counts["co_signs"], counts["refuses"], counts["priced"]) == (1, 1, 0)


def test_a_price_counts_once_its_owner_says_so(merged, need, into, sato, satos_farm, now):
    answer = AnswerFactory(need=need, operation=satos_farm)
    answer.refresh_from_db()

    actions.decide_move(answer=answer, counts=True, by=sato, now=now)

    assert Answer.objects.counting_for(into).counts()["priced"] == 1
    assert list(answer.revisions.values_list("kind", "moved_in")) == [("moved", into.pk)]

    actions.decide_move(answer=answer, counts=False, by=sato, now=now)

    assert Answer.objects.counting_for(into).counts()["priced"] == 0


def test_nobody_else_lets_a_price_move(merged, need, nobu, now):
    with pytest.raises(NotYourOperation):
        actions.decide_move(answer=AnswerFactory(need=need), counts=True, by=nobu, now=now)


def test_a_price_that_waits_for_nothing_does_not_move(need, sato, satos_farm, now):
    with pytest.raises(actions.NothingToDecide):
        actions.decide_move(
            answer=AnswerFactory(need=need, operation=satos_farm), counts=True, by=sato, now=now
        )


def test_an_operation_that_answered_both_counts_once(merged, need, into, satos_farm):
    AnswerFactory(need=need, operation=satos_farm, counts_for=[into.pk])
    AnswerFactory(need=into, operation=satos_farm, cap=8_000)

    counted = Answer.objects.counting_for(into)

    assert list(counted.values_list("cap", flat=True)) == [8_000]


def test_the_sums_of_the_canonical_need_include_what_has_moved(merged, need, into):
    for _ in range(3):
        AnswerFactory(need=need, counts_for=[into.pk])
    AnswerFactory(need=into)

    # News of the merged need, as the reader of the log would bring it.
    summarise(need.pk)

    assert Demand.objects.get(need=into).co_sign_count == 4
    assert Demand.objects.get(need=need).co_sign_count == 0


def test_a_curve_waits_until_five_prices_have_moved(propose, kana, need, into, now):
    farms = OperationFactory.create_batch(5)
    for farm in farms:
        by = farm.organisation.members.get()
        words = {"level": Level.WOULD_BUY, "cap": 15_000}
        answers.co_sign(need=need, operation=farm, by=by, now=now, **words)
    propose(kana)
    moved = Answer.objects.filter(need=need).select_related("operation__organisation", "need")
    for answer in list(moved)[:4]:
        actions.decide_move(answer=answer, counts=True, by=answer.answered_by, now=now)
    AnswerFactory(need=into)
    summarise(into.pk)
    assert not Publication.objects.filter(need=into).exists()

    actions.decide_move(answer=moved[4], counts=True, by=moved[4].answered_by, now=now)
    summarise(into.pk)

    published = Publication.objects.get(need=into)
    assert published.priced_count == 6

    # One of them changes, where it stands: that is one move, and no publication.
    first = moved[0]
    answers.change_answer(
        need=first.need,
        operation=first.operation,
        by=first.answered_by,
        now=now,
        level=Level.WOULD_BUY,
        cap=8_000,
    )
    summarise(need.pk)
    assert Publication.objects.filter(need=into).count() == 1


def test_parting_counts_as_a_move_of_each_price_that_leaves(merged, need, into, kana, now):
    for _ in range(5):
        AnswerFactory(need=need, counts_for=[into.pk])
    actions.end_merge(merge=merged, by=kana, now=now)

    moved = Answer.objects.filter(need=need)

    assert {tuple(each.counts_for) for each in moved} == {()}
    returned = [each.revisions.get() for each in moved]
    assert {(each.kind, each.moved_in_id) for each in returned} == {("returned", into.pk)}


def test_a_merged_need_takes_no_new_answers_and_gives_back_old_ones(
    merged, need, sato, satos_farm, mori, moris_boat, now
):
    AnswerFactory(need=need, operation=satos_farm)
    with pytest.raises(answers.NeedIsMerged):
        answers.co_sign(
            need=fresh(need), operation=moris_boat, by=mori, now=now, level=Level.INTEREST
        )

    taken_back = answers.withdraw(need=fresh(need), operation=satos_farm, by=sato, now=now)

    assert taken_back.withdrawn_at == now


def test_who_posted_the_merged_need_takes_a_merge_back(merged, sato, need, now):
    ended = actions.end_merge(merge=merged, by=sato, now=now)

    assert ended.ended_by == sato
    assert fresh(need).canonical is None
    with pytest.raises(actions.NothingToDecide):
        actions.end_merge(merge=merged, by=sato, now=now)


def test_others_do_not_take_a_merge_back(merged, nobu, suzuki, now):
    for person in (nobu, suzuki):
        with pytest.raises(actions.NotYoursToUndo):
            actions.end_merge(merge=merged, by=person, now=now)


def test_a_proposal_is_decided_once(merged, sato, satos_farm, now):
    with pytest.raises(actions.NothingToDecide):
        actions.second_merge(merge=merged, by=sato, organisation=satos_farm.organisation, now=now)


def test_the_database_refuses_links_that_do_not_agree(need, into, nobu, now):
    words = {"reason": "同じ", "proposed_by": nobu}
    Merge.objects.create(need=need, into=into, **words)
    other = NeedFactory()
    for wrong in (
        {"need": need, "into": need},
        {"need": need, "into": into},
        {"need": other, "into": into, "joined_at": now},
        {"need": other, "into": into, "ended_at": now},
        {"need": other, "into": into, "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(**words | wrong)
    Merge.objects.create(need=other, into=into, joined_at=now, seconded_by=nobu, **words)
    with pytest.raises(IntegrityError, match="a_need_is_merged_into_one"), transaction.atomic():
        Merge.objects.create(need=other, into=need, joined_at=now, seconded_by=nobu, **words)
    with pytest.raises(IntegrityError, match="stand_for_itself"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(canonical=need)
    with pytest.raises(IntegrityError, match="merged_into_itself"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(merged_into=need)
    with pytest.raises(IntegrityError, match="gathered_nowhere"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(canonical=into, hidden_at=now)
    Need.objects.filter(pk=need.pk).update(merged_into=into, hidden_at=now)
