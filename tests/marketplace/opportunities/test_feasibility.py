"""How far developers find that things can be built: said, changed, read, and placed."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from demand.answers.tasks import summarise
from demand.answers.vocabulary import Level, Reason
from demand.details.models import Detail
from demand.needs.models import Need
from demand.needs.vocabulary import Task
from marketplace.accounts.actions import issue_token
from marketplace.changes.models import Change
from marketplace.opportunities import actions
from marketplace.opportunities.models import Feasibility
from marketplace.opportunities.reads import placed
from marketplace.opportunities.vocabulary import Place
from tests.factories import AnswerFactory, DeveloperFactory, NeedFactory, RefusalFactory

pytestmark = pytest.mark.django_db
WORK = reverse("task_feasibility", args=["PERCEPTION"])
SAID = {"score": "4", "evidence": "120枚で試し、108枚当たった。", "link": "https://example.com/a"}


def rate(developer, score=4, **about):
    return actions.rate_feasibility(
        developer=developer,
        score=score,
        evidence="120枚で試した。",
        by=developer.organisation.members.get(),
        now=timezone.now(),
        **about,
    )


def text(answer):
    return " ".join(answer.content.decode().split())


def read(need):
    (found,) = placed([Need.objects.select_related("demand", "detail").get(pk=need.pk)])
    return found


@pytest.fixture
def wanted():
    """A need that seven would buy and that was summarised."""
    need = NeedFactory()
    AnswerFactory.create_batch(7, need=need, level=Level.WOULD_BUY)
    summarise(need.pk)
    return need


def test_a_second_rating_replaces_the_first(adas_team, wanted):
    first = rate(adas_team, 2, need=wanted)

    second = rate(adas_team, 5, need=wanted)

    assert (first.pk, Feasibility.objects.get().score) == (second.pk, 5)
    assert Change.objects.filter(noun="feasibility", key=first.pk).count() == 2


def test_a_need_and_a_kind_of_work_are_rated_apart(adas_team, wanted):
    rate(adas_team, 2, need=wanted)
    rate(adas_team, 3, task=Task.PERCEPTION)
    rate(adas_team, 4, task=Task.PLANNING)

    assert Feasibility.objects.count() == 3


def test_nobody_rates_for_another_team(adas_team, nobu, wanted):
    with pytest.raises(actions.NotYourRating):
        actions.rate_feasibility(
            developer=adas_team, score=5, evidence="…", by=nobu, now=timezone.now(), need=wanted
        )


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"need": None, "task": ""}, "feasibility_is_of_a_need_or_of_a_task"),
        ({"task": Task.PLANNING}, "feasibility_is_of_a_need_or_of_a_task"),
        ({"score": 6}, "feasibility_is_rated_one_to_five"),
        ({"evidence": ""}, "feasibility_names_its_evidence"),
    ],
)
def test_what_is_no_rating_is_refused(adas_team, ada, wanted, fields, rule):
    valid = {"developer": adas_team, "need": wanted, "score": 4, "evidence": "…", "rated_by": ada}

    with pytest.raises(IntegrityError, match=rule):
        Feasibility.objects.create(**(valid | fields))


@pytest.mark.parametrize("about", [{"task": Task.PERCEPTION}, {"need": True}])
def test_a_team_has_one_row_for_one_thing(adas_team, ada, wanted, about):
    about = {"need": wanted} if "need" in about else about
    row = {"developer": adas_team, "score": 4, "evidence": "…", "rated_by": ada} | about
    Feasibility.objects.create(**row)

    with pytest.raises(IntegrityError, match="a_developer_rates_a"):
        Feasibility.objects.create(**row)


def test_three_wishes_and_two_ratings_name_a_zone(wanted):
    for team in DeveloperFactory.create_batch(2):
        rate(team, 5, need=wanted)

    assert read(wanted).zone is Place.GREEN


def test_ratings_of_the_work_stand_in_for_those_of_the_need(wanted):
    for team in DeveloperFactory.create_batch(3):
        rate(team, 1, task=Task.PERCEPTION)
        rate(team, 5, task=Task.PLANNING)

    found = read(wanted)

    assert found.zone is Place.RESEARCH
    assert found.standing.rating_count == 3


def test_samples_do_not_rate_what_is_real(wanted):
    rate(DeveloperFactory(organisation__is_sample=True), 5, need=wanted)

    assert read(wanted).standing.rating_count == 0


def test_what_may_not_be_told_does_not_enter(wanted):
    """Two who want it done by people are a small cell: three are not."""
    before = read(wanted).standing
    RefusalFactory.create_batch(2, need=wanted, reason=Reason.NOT_AUTOMATED)
    RefusalFactory.create_batch(3, need=wanted, reason=Reason.PRICE)
    summarise(wanted.pk)
    assert read(wanted).standing == before

    RefusalFactory.create_batch(2, need=wanted, reason=Reason.NOT_AUTOMATED)
    summarise(wanted.pk)

    assert read(wanted).standing.wish_count == before.wish_count + 4


def test_small_levels_leave_no_trace_in_where_a_need_stands(wanted):
    other = NeedFactory()
    AnswerFactory.create_batch(5, need=other, level=Level.WOULD_BUY)
    AnswerFactory(need=other, level=Level.INTEREST, cap=None, quantity=None, certainty=None)
    AnswerFactory(need=other, level=Level.LETTER)
    summarise(other.pk)

    assert read(other).standing == read(wanted).standing


def test_what_the_poster_leaves_to_people_counts(wanted):
    before = read(wanted).standing
    Detail.objects.create(need=wanted, autonomy="H5")

    after = read(wanted).standing

    assert after.wish_count == before.wish_count
    assert after.wish < before.wish


@pytest.mark.parametrize("count", [1, 30])
def test_placing_costs_the_same_however_many(count, django_assert_num_queries):
    NeedFactory.create_batch(count)
    needs = list(Need.objects.select_related("demand", "detail"))

    with django_assert_num_queries(2):
        placed(needs)


def test_a_developer_rates_on_the_page(as_user, ada, adas_team, wanted):
    client, address = as_user(ada), reverse("feasibility", args=[wanted.slug])

    shown = client.post(address, SAID, follow=True)

    assert shown.redirect_chain == [(address, 302)]
    assert "120枚で試し、108枚当たった。" in text(shown)
    assert Feasibility.objects.get().need == wanted


def test_what_was_typed_stays_where_something_is_missing(as_user, ada, adas_team):
    shown = as_user(ada).post(WORK, SAID | {"score": ""})

    assert shown.status_code == 422
    assert "120枚で試し、108枚当たった。" in text(shown)
    assert not Feasibility.objects.exists()


def test_others_words_are_shown_after_ones_own(as_user, ada, adas_team, in_japanese):
    rate(DeveloperFactory(), task=Task.PERCEPTION)
    client = as_user(ada)

    before = text(client.get(WORK))
    client.post(WORK, SAID)

    assert "120枚で試した。" not in before
    assert "120枚で試した。" in text(client.get(WORK))
    assert "120枚で試した。" in text(in_japanese.get(WORK))


def test_who_builds_nothing_cannot_rate(as_user, sato, satos_farm):
    assert as_user(sato).post(WORK, SAID).status_code == 403


def test_a_kind_of_work_that_does_not_exist_is_not_found(client):
    assert client.get(reverse("task_feasibility", args=["SINGING"])).status_code == 404
    assert client.get(reverse("api_task_feasibility", args=["SINGING"])).status_code == 404


def test_programs_rate_and_read(client, ada, adas_team, wanted):
    secret = issue_token(organisation=adas_team.organisation, name="test", by=ada)
    headers = {"authorization": f"Bearer {secret}"}
    for name, about in (("api_feasibility", wanted.slug), ("api_task_feasibility", "PERCEPTION")):
        address = reverse(name, args=[about])

        kept = client.put(address, SAID, "application/json", headers=headers)

        assert (kept.status_code, kept.json()["score"]) == (200, 4)
        assert client.get(address).json() == [kept.json()]


def test_a_program_of_no_developer_is_refused(client, sato, satos_farm, wanted):
    secret = issue_token(organisation=satos_farm.organisation, name="test", by=sato)
    address = reverse("api_feasibility", args=[wanted.slug])

    refused = client.put(
        address, SAID, "application/json", headers={"authorization": f"Bearer {secret}"}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_rating")
    assert client.put(address, SAID, "application/json").status_code in {401, 403}


def test_the_opportunity_tells_where_it_stands(in_english, in_japanese, wanted):
    for team in DeveloperFactory.create_batch(2):
        rate(team, 5, need=wanted)
    address = reverse("opportunity", args=[wanted.slug])

    assert "wanted, and it can be built" in text(in_english.get(address))
    assert "求められていて、つくれる" in text(in_japanese.get(address))
    standing = in_english.get(reverse("api_opportunity", args=[wanted.slug])).json()["standing"]
    assert (standing["zone"], standing["wish_count"], standing["rating_count"]) == ("GREEN", 7, 2)
