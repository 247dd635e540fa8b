"""Each rule of the database: rows it lets in, and rows it refuses; and what a need can tell."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.needs.models import Edit, Need, Regulation
from demand.needs.vocabulary import Kind, Period, Task, Thing
from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db

LADDER = "need_has_a_price_ladder_unless_it_is_an_institution"
ACCEPTANCE = "need_acceptance_is_hits_out_of_trials"
ELIGIBLE = "need_eligible_count_has_its_source"
WORDS = "need_speaks_known_words"


def refuses(constraint, factory=NeedFactory, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**fields)


@pytest.mark.parametrize("tasks", [[], [Task.PLANNING], list(Task)])
def test_tasks_that_are_known_are_let_in(tasks):
    assert NeedFactory(tasks=tasks).tasks == tasks


@pytest.mark.parametrize(
    "fields",
    [
        *({"kind": "WISH"}, {"sector": "MINING"}, {"prefecture": "48"}, {"tasks": ["FLY"]}),
        {"shared_data": "MANY"},
    ],
)
def test_words_that_are_not_known_are_refused(fields):
    refuses(WORDS, **fields)


@pytest.mark.parametrize("fields", [{"title": ""}, {"story": ""}])
def test_a_need_without_title_or_story_is_refused(fields):
    refuses("need_has_title_and_story", **fields)


@pytest.mark.parametrize("count", [3, 5, 7])
def test_three_to_seven_rungs_are_let_in(count):
    assert len(NeedFactory(rungs=list(range(1, count + 1))).rungs) == count


@pytest.mark.parametrize("count", [0, 2, 8])
def test_fewer_and_more_rungs_are_refused(count):
    refuses(LADDER, rungs=list(range(1, count + 1)))


@pytest.mark.parametrize("fields", [{"thing": ""}, {"period": ""}, {"thing": "YARD"}])
def test_a_price_without_its_unit_is_refused(fields):
    refuses(LADDER, **fields)


@pytest.mark.parametrize("thing", Thing.values)
def test_every_unit_is_let_in(thing):
    assert NeedFactory(thing=thing, period=Period.ONCE).thing == thing


def test_a_rule_or_procedure_has_no_price():
    assert not InstitutionNeedFactory().asks_price
    refuses(LADDER, InstitutionNeedFactory, rungs=[1, 2, 3])
    refuses(LADDER, InstitutionNeedFactory, thing=Thing.BOAT, period=Period.YEAR)


@pytest.mark.parametrize(("hits", "trials"), [(None, None), (8, 10), (10, 10), (0, 1)])
def test_hits_out_of_trials_are_let_in(hits, trials):
    NeedFactory(acceptance_hits=hits, acceptance_trials=trials)


@pytest.mark.parametrize(("hits", "trials"), [(8, None), (None, 10), (11, 10), (0, 0)])
def test_more_hits_than_trials_or_half_a_frequency_are_refused(hits, trials):
    refuses(ACCEPTANCE, acceptance_hits=hits, acceptance_trials=trials)


def test_an_eligible_count_with_its_source_is_let_in():
    NeedFactory(eligible_count=5_000, eligible_source="農林業センサス2025")


@pytest.mark.parametrize(
    ("count", "source"), [(5_000, ""), (None, "農林業センサス2025"), (0, "農林業センサス2025")]
)
def test_an_eligible_count_without_source_or_a_source_without_count_is_refused(count, source):
    refuses(ELIGIBLE, eligible_count=count, eligible_source=source)


def test_a_posting_key_is_used_once():
    need = NeedFactory()

    with pytest.raises(IntegrityError, match="posting_key"), transaction.atomic():
        NeedFactory(posting_key=need.posting_key)


def test_a_need_is_open_until_the_end_of_its_day():
    need = NeedFactory(open_until=date(2027, 3, 1))

    assert need.is_open_on(date(2027, 3, 1))
    assert not need.is_open_on(date(2027, 3, 2))
    assert list(Need.objects.open_on(date(2027, 3, 1))) == [need]
    assert not Need.objects.open_on(date(2027, 3, 2)).exists()


def test_a_need_that_was_closed_is_open_on_no_day():
    need = NeedFactory(closed_at=timezone.now())

    assert not need.is_open_on(date(2000, 1, 1))
    assert not Need.objects.open_on(date(2000, 1, 1)).exists()


def test_a_need_without_a_last_day_stays_open():
    assert NeedFactory().is_open_on(timezone.localdate() + timedelta(days=10_000))


def test_what_is_good_enough_is_a_share():
    assert NeedFactory(acceptance_hits=8, acceptance_trials=10).accepts_share == 0.8
    assert NeedFactory(acceptance_hits=None, acceptance_trials=None).accepts_share is None


def test_samples_are_there_until_one_need_is_real():
    sample = NeedFactory(is_sample=True)
    assert list(Need.objects.real_if_any()) == [sample]

    real = NeedFactory()
    assert list(Need.objects.real_if_any()) == [real]


def test_a_need_says_its_title():
    assert str(NeedFactory(title="苗の病気", kind=Kind.PAPERWORK)) == "苗の病気"


RULE = {"title": "ブイの許可", "level": "PRACTICE", "owner": "県庁"}


@pytest.mark.parametrize("words", [{"level": "HABIT"}, {"title": ""}, {"owner": ""}])
def test_a_regulation_without_title_level_or_owner_is_refused(words):
    Regulation.objects.create(**RULE)

    refuses("regulation_has_title_level_and_owner", Regulation.objects.create, **RULE | words)


def test_a_regulation_is_registered_once():
    Regulation.objects.create(**RULE)
    Regulation.objects.create(**RULE, text_number="第3条")

    refuses("a_regulation_is_registered_once", Regulation.objects.create, **RULE)


@pytest.mark.parametrize("words", [{"reply": "検討します。"}, {"replied_on": date(2026, 11, 3)}])
def test_a_reply_has_its_day_and_a_day_its_reply(words):
    both = {"reply": "検討します。", "replied_on": date(2026, 11, 3)}
    assert str(Regulation.objects.create(**RULE, text_number="第3条", **both)) == "ブイの許可 第3条"

    refuses("regulation_reply_has_its_day", Regulation.objects.create, **RULE, **words)


def test_an_edit_of_nothing_is_refused():
    need = NeedFactory()
    Edit.objects.create(need=need, fields={"title": {"before": "旧", "after": "新"}})

    refuses("an_edit_changes_something", Edit.objects.create, need=need, fields={})


def test_prices_are_fixed_once_and_only_as_they_were_read(now):
    need = NeedFactory()
    stale = Need.objects.get(pk=need.pk)

    assert Need.objects.fix_prices(need, now)
    assert Need.objects.fix_prices(need, now + timedelta(days=1))
    need.refresh_from_db()
    assert need.prices_fixed_at == now
    stale.rungs = [1, 2, 3]
    assert not Need.objects.fix_prices(stale, now)
