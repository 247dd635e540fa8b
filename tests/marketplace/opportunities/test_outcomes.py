"""What came of it, told by both sides, kept and counted."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.actions import issue_token
from marketplace.changes.models import Change
from marketplace.developers.reads import offered
from marketplace.opportunities import actions
from marketplace.opportunities.models import Outcome, OutcomeRevision
from marketplace.opportunities.tasks import match_need
from marketplace.opportunities.vocabulary import Ending, Side
from tests.factories import DeveloperFactory, NeedFactory, OutcomeFactory

pytestmark = pytest.mark.django_db

DROPPED = {"ending": Ending.DROPPED, "delivered_on": None}
TOLD = {
    "ending": "DELIVERED",
    "began_on": "令和8年1月10日",
    "delivered_on": "2026-09-01",
    "yearly_paid": "300万",
    "buyer_count": "40",
    "cost_so_far": "6,000,000",
    "hits": "18",
    "trials": "20",
}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm)


def tell(need, developer, side, by, **said):
    first = {"ending": Ending.DELIVERED, "delivered_on": date(2026, 9, 1)}
    if side == Side.BUILDER:
        first |= {"began_on": date(2026, 1, 10), "cost_so_far": 6_000_000}
        first |= {"yearly_paid": 3_000_000, "buyer_count": 40}
    now = timezone.now()
    actions.tell_outcome(
        need=need, developer=developer, side=side, by=by, now=now, **(first | said)
    )
    developer.refresh_from_db()


def address(need, developer, name="outcome"):
    return reverse(name, args=[need.slug, developer.organisation.slug])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_builder_tells_on_a_page_and_changes_it_later(as_user, ada, adas_team, need):
    client = as_user(ada)

    first = client.post(address(need, adas_team), TOLD)
    shown = client.get(address(need, adas_team))
    client.post(address(need, adas_team), TOLD | {"buyer_count": "55"})

    outcome = Outcome.objects.get()
    assert first.status_code == 302
    assert "2026-01-10" in text(shown)
    assert (outcome.side, outcome.yearly_paid, outcome.buyer_count) == ("BUILDER", 3_000_000, 55)
    kept = OutcomeRevision.objects.order_by("id").values_list("said__buyer_count", flat=True)
    assert list(kept) == [40, 55]
    assert Change.objects.about(["outcome"]).count() == 2


def test_whoever_wanted_it_is_asked_less(as_user, sato, adas_team, need):
    client = as_user(sato)

    shown = text(client.get(address(need, adas_team)))
    client.post(address(need, adas_team), {"ending": "DROPPED", "note": "動かない"})

    assert "cost_so_far" not in shown
    assert Outcome.objects.get().side == Side.BUYER


def test_what_is_missing_is_said_at_its_field_and_all_typed_is_kept(as_user, ada, adas_team, need):
    answer = as_user(ada).post(address(need, adas_team), TOLD | {"cost_so_far": ""})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"cost_so_far"}
    assert 'value="300万"' in text(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hits": "21"},
        {"delivered_on": "2025-01-01"},
        {"ending": "DROPPED"},
        {"buyer_count": "-1"},
    ],
)
def test_what_does_not_fit_together_is_refused(as_user, ada, adas_team, need, wrong):
    answer = as_user(ada).post(address(need, adas_team), TOLD | wrong)

    assert answer.status_code == 422
    assert not Outcome.objects.exists()


def test_nobody_else_tells_or_sees_it(as_user, suzuki, suzukis_farm, adas_team, need):
    assert as_user(suzuki).get(address(need, adas_team)).status_code == 403
    with pytest.raises(actions.NotYourOutcome):
        tell(need, adas_team, Side.BUYER, suzuki)


def test_a_visitor_signs_in_first(client, adas_team, need):
    assert client.get(address(need, adas_team)).status_code == 302


def test_a_team_does_not_judge_what_it_built_itself(sato, satos_farm, need):
    own = DeveloperFactory(organisation=satos_farm.organisation)

    with pytest.raises(actions.NotYourOutcome):
        tell(need, own, Side.BUYER, sato)


def test_only_what_both_sides_tell_of_is_accepted(ada, sato, adas_team, need):
    tell(need, adas_team, Side.BUILDER, ada)
    alone = adas_team.accepted_count

    tell(need, adas_team, Side.BUYER, sato)

    assert (alone, adas_team.accepted_count, adas_team.failed_count) == (0, 1, 0)
    assert offered(adas_team).accepted == 1
    assert Change.objects.about(["developer"]).filter(key=adas_team.pk, kind="tracked").exists()


def test_nobody_fails_by_the_other_sides_word_alone(ada, sato, adas_team, need):
    tell(need, adas_team, Side.BUYER, sato, **DROPPED)
    alone = adas_team.failed_count

    tell(need, adas_team, Side.BUILDER, ada)

    assert (alone, adas_team.failed_count, adas_team.accepted_count) == (0, 1, 0)


def test_what_its_builder_dropped_has_failed(ada, adas_team, need):
    tell(need, adas_team, Side.BUILDER, ada, **DROPPED)

    assert adas_team.failed_count == 1


@pytest.mark.parametrize(
    ("said", "constraint"),
    [
        ({"delivered_on": None}, "outcome_has_a_day_if_delivered"),
        ({"cost_so_far": None}, "outcome_of_a_builder_tells_its_cost"),
        ({"buyer": True, "cost_so_far": 1}, "outcome_of_a_builder_tells_its_cost"),
        ({"hits": 3, "trials": 2}, "outcome_hits_are_out_of_trials"),
        ({"hits": 3}, "outcome_hits_are_out_of_trials"),
        ({"delivered_on": date(2026, 1, 9)}, "outcome_is_delivered_after_it_began"),
    ],
)
def test_the_database_refuses_what_does_not_agree(said, constraint):
    OutcomeFactory(hits=2, trials=2, delivered_on=date(2026, 1, 10))
    OutcomeFactory(dropped=True)
    OutcomeFactory(buyer=True)

    with pytest.raises(IntegrityError, match=constraint):
        OutcomeFactory(**said)


def test_each_side_has_one_row():
    first = OutcomeFactory()
    OutcomeFactory(need=first.need, developer=first.developer, buyer=True)

    with pytest.raises(IntegrityError, match="each_side_tells_its_outcome_once"):
        OutcomeFactory(need=first.need, developer=first.developer)


@pytest.fixture
def with_token(client, ada, adas_team):
    key = issue_token(organisation=adas_team.organisation, name="test", by=ada)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def put(client, where, **said):
    return client.put(where, said, content_type="application/json")


def test_a_program_tells_and_reads_its_own_side(with_token, adas_team, need):
    where = address(need, adas_team, "api_outcome")
    said = {"ending": "DROPPED", "began_on": "2026-01-10", "cost_so_far": 2_000_000}

    nothing = with_token.get(where)
    told = put(with_token, where, **said)

    assert nothing.status_code == 404
    assert (told.status_code, told.json()["side"]) == (200, "BUILDER")
    assert with_token.get(where).json()["cost_so_far"] == 2_000_000


def test_a_program_is_told_what_is_missing(with_token, adas_team, need):
    answer = put(with_token, address(need, adas_team, "api_outcome"), ending="DELIVERED")

    assert answer.status_code == 400
    assert {"delivered_on", "cost_so_far", "began_on"} <= set(answer.json()["fields"])


def test_a_program_of_neither_side_is_refused(with_token, need):
    answer = with_token.get(address(need, DeveloperFactory(), "api_outcome"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_outcome")


def test_who_wanted_it_finds_where_to_tell(as_user, sato, adas_team, need):
    match_need(need.pk)

    shown = text(as_user(sato).get(reverse("builders", args=[need.slug])))

    assert address(need, adas_team) in shown
