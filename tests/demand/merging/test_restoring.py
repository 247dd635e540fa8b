"""Merge, then take it back: all is as it was, whatever happened before."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demand.answers import actions as answers
from demand.answers.models import Answer
from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level
from demand.merging import actions
from demand.merging.models import Merge
from demand.needs.models import Need
from demand.operations.models import Operation
from demand.talk.actions import rule
from demand.talk.actions.refusals import NotNow
from demand.talk.vocabulary import Act
from marketplace.accounts.models import User
from tests.factories import NeedFactory, OperationFactory, UserFactory

pytestmark = pytest.mark.django_db

NEEDS, FARMS = 4, 4
needs = st.integers(0, NEEDS - 1)
farms = st.integers(0, FARMS - 1)
STEPS = st.one_of(
    st.tuples(st.just("merge"), needs, needs),
    st.tuples(st.just("end"), needs, needs),
    st.tuples(st.just("answer"), needs, farms, st.sampled_from([None, 8_000, 15_000, 30_000])),
    st.tuples(st.just("move"), needs, farms, st.booleans()),
    st.tuples(st.just("withdraw"), needs, farms),
    st.tuples(st.just("hide"), needs),
    st.tuples(st.just("show"), needs),
)


class World:
    """Four needs of one unit, four farms, and a moderator."""

    def __init__(self):
        self.now = timezone.now()
        self.kana = User.objects.filter(is_staff=True).first() or UserFactory(is_staff=True)
        self.needs = NeedFactory.create_batch(NEEDS)
        self.farms = OperationFactory.create_batch(FARMS)

    def need(self, place):
        return Need.objects.get(pk=self.needs[place].pk)

    def by(self, farm):
        return self.farms[farm].organisation.members.get()

    def merge(self, need, into):
        try:
            return actions.propose_merge(
                need=self.need(need),
                into=self.need(into),
                by=self.kana,
                now=self.now,
                reason="同じ",
            )
        except NotNow:
            return None

    def end(self, need, _into):
        if link := Merge.objects.joined().filter(need=self.needs[need]).first():
            actions.end_merge(merge=link, by=self.kana, now=self.now)

    def hide(self, need):
        self._rule(need, Act.DECLINE)

    def show(self, need):
        self._rule(need, Act.APPROVE)

    def _rule(self, need, act):
        rule(about=[self.need(need)], act=act, by=self.kana, now=self.now, reason="宣伝です")

    def answer(self, need, farm, cap):
        level = Level.WOULD_BUY if cap else Level.INTEREST
        words = {"level": level, "cap": cap}
        mine = Answer.objects.standing().filter(need=self.needs[need], operation=self.farms[farm])
        act = answers.change_answer if mine.exists() else answers.co_sign
        self._try(act, need, farm, **words)

    def withdraw(self, need, farm):
        self._try(answers.withdraw, need, farm)

    def move(self, need, farm, counts):
        own = Answer.objects.standing().filter(need=self.needs[need], operation=self.farms[farm])
        if answer := own.first():
            try:
                actions.decide_move(answer=answer, counts=counts, by=self.by(farm), now=self.now)
            except NotNow:
                return

    def _try(self, act, need, farm, **words):
        try:
            act(
                need=self.need(need),
                operation=self.farms[farm],
                by=self.by(farm),
                now=self.now,
                **words,
            )
        except (answers.NeedIsMerged, answers.NotAnswered):
            return

    def state(self):
        """All that counts: links, sums, and which price counts where."""
        tops = Need.objects.filter(pk__in=[need.pk for need in self.needs], canonical=None)
        return {
            "links": sorted(Merge.objects.joined().values_list("need", "into")),
            "tops": {need.pk: self.sums(need) for need in tops},
            "canonical": sorted(
                Need.objects.filter(canonical__isnull=False).values_list("pk", "canonical")
            ),
            "moves": sorted(
                (key, sorted(counts), sorted(kept))
                for key, counts, kept in Answer.objects.values_list("pk", "counts_for", "kept_from")
            ),
        }

    @staticmethod
    def sums(need):
        counted = Answer.objects.counting_for(need).standing()
        return sorted(counted.values_list("pk", "level", "cap")), Answer.objects.counting_for(
            need
        ).counts()


@pytest.fixture
def world():
    return World()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(STEPS, max_size=10),
    pair=st.permutations(range(NEEDS)),
    allowed=st.lists(farms, max_size=3),
)
def test_merging_and_parting_gives_back_the_very_state(world, steps, pair, allowed):
    Merge.objects.all().delete()
    Answer.objects.all().delete()
    Need.objects.update(canonical=None, merged_into=None, hidden_at=None)
    for act, *words in steps:
        getattr(world, act)(*words)
    need, into, third, _last = pair
    before = world.state()
    was_hidden = Need.objects.filter(pk=world.needs[third].pk, hidden_at__isnull=False).exists()
    world.hide(third)
    assert_nothing_leads_to_what_is_hidden()
    if not was_hidden:
        world.show(third)
    assert world.state() == before
    link = world.merge(need, into)
    if link is not None:
        for farm in allowed:
            world.move(need, farm, True)
        actions.end_merge(merge=link, by=world.kana, now=world.now)

    assert world.state() == before


def assert_nothing_leads_to_what_is_hidden():
    assert not Need.objects.filter(canonical__hidden_at__isnull=False).exists()
    assert not Need.objects.filter(canonical__canonical__isnull=False).exists()
    for link in Merge.objects.joined().select_related("need", "into"):
        assert link.need.merged_into_id == link.into_id
        stands_apart = link.need.hidden_at or link.into.hidden_at
        assert bool(stands_apart) == (link.need.canonical_id is None)


def test_a_need_has_its_own_sums_again_after_a_merge(world):
    for farm in range(FARMS):
        world.answer(0, farm, 15_000)
    summarise(world.needs[0].pk)
    before = Need.objects.select_related("demand").get(pk=world.needs[0].pk).demand.level_counts
    link = world.merge(0, 1)
    for place in (0, 1):
        summarise(world.needs[place].pk)
    assert Need.objects.get(pk=world.needs[1].pk).demand.co_sign_count == 0

    actions.end_merge(merge=link, by=world.kana, now=world.now)
    summarise(world.needs[0].pk)

    assert Need.objects.get(pk=world.needs[0].pk).demand.level_counts == before
    assert Operation.objects.count() == FARMS + NEEDS
