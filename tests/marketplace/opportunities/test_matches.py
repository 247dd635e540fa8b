"""Needs and developers matched, kept, refreshed by news of either, and told to both."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from demand.needs.vocabulary import Task
from marketplace.developers.actions import register_developer
from marketplace.developers.arithmetic.matching import WEIGHTS, Term
from marketplace.opportunities import reads
from marketplace.opportunities.models import Match
from marketplace.opportunities.tasks import (
    estimate,
    follow_changes,
    follow_developers,
    match_developer,
    match_need,
)
from tests.factories import (
    DatasetFactory,
    DeveloperFactory,
    NeedFactory,
    TermsFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
# Enough eligible operations for it to pay at all.
MANY = {"eligible_count": 30_000, "eligible_source": "農林業センサス 2020"}


@pytest.fixture(autouse=True)
def _anew():
    """Forget whom another test has laid out: keys begin again in each."""
    reads.crowd._sides.cache_clear()


def shared(need, access="OPEN"):
    dataset = DatasetFactory(access=access)
    dataset.needs.add(need)
    return dataset


def matched():
    return {(match.need, match.developer) for match in Match.objects.all()}


def test_a_need_is_matched_with_whom_it_fits_and_the_score_is_the_sum(adas_team, estimated):
    need = estimated(*[30_000] * 6, **MANY)

    match_need(need.pk)

    match = Match.objects.get(need=need)
    assert match.developer == adas_team
    weights = [WEIGHTS[term] for term in Term]
    assert match.score == pytest.approx(
        sum(w * v for w, v in zip(weights, match.values, strict=True))
    )


def test_the_kept_match_is_the_one_that_the_page_shows(adas_team, estimated):
    need = estimated(*[30_000] * 6, **MANY)
    match_need(need.pk)

    shown = reads.opportunity(need.slug, adas_team.organisation, adas_team).own.fit

    kept = Match.objects.get(need=need)
    assert kept.score == pytest.approx(shown.score)
    assert kept.values == pytest.approx([reason.value for reason in shown.reasons])


def test_who_has_a_hard_reason_against_it_is_not_matched(adas_team):
    need = NeedFactory()
    adas_team.least_payoff = 10**9
    adas_team.save()
    match_need(need.pk)
    assert matched() == {(need, adas_team)}  # not estimated: nothing says that it pays less

    need.closed_at = need.posted_at
    need.save()
    match_need(need.pk)

    assert matched() == set()


@pytest.mark.parametrize(
    ("terms", "access", "team", "hindrances"),
    [
        ({"may_sell_models": False}, "OPEN", {}, ["PURPOSE_NOT_ALLOWED"]),
        ({"may_sell_models": False}, "OPEN", {"use": "RESEARCH"}, []),
        ({"may_train": False}, "OPEN", {"use": "RESEARCH"}, ["PURPOSE_NOT_ALLOWED"]),
        ({}, "GRANT", {"may_contract": False}, ["NO_ACCESS"]),
        ({}, "GRANT", {}, []),
        ({}, "OPEN", {"may_contract": False}, []),
        ({"may_train": False}, "OWNER", {}, []),
    ],
)
def test_the_terms_of_a_needs_data_decide_who_is_matched(
    adas_team, terms, access, team, hindrances
):
    need = NeedFactory()
    VersionFactory(dataset=shared(need, access), terms=TermsFactory(**terms))
    for name, value in team.items():
        setattr(adas_team, name, value)
    adas_team.save()

    estimate(need.pk)
    match_need(need.pk)

    shown = reads.opportunity(need.slug, adas_team.organisation, adas_team).own.fit
    assert list(shown.hindrances) == hindrances
    assert (matched() == set()) is bool(hindrances)


def test_one_data_set_that_may_be_used_is_enough(adas_team):
    need = NeedFactory()
    for may_sell in (True, False):
        VersionFactory(dataset=shared(need), terms=TermsFactory(may_sell_models=may_sell))

    estimate(need.pk)
    match_need(need.pk)

    assert matched() == {(need, adas_team)}


def test_matching_twice_leaves_one_row_and_touches_no_other_need(adas_team):
    need, other = NeedFactory(), NeedFactory()
    match_need(other.pk)
    kept = Match.objects.get(need=other)

    match_need(need.pk)
    match_need(need.pk)

    assert matched() == {(need, adas_team), (other, adas_team)}
    assert Match.objects.get(need=other).pk == kept.pk


def test_a_changed_profile_is_matched_anew_and_touches_its_own_rows(adas_team, ada):
    seen, planned = NeedFactory(), NeedFactory(tasks=[Task.PLANNING])
    other = DeveloperFactory()
    match_developer(other.pk)
    match_developer(adas_team.pk)
    assert matched() == {(seen, adas_team), (seen, other)}

    register_developer(by=ada, organisation=adas_team.organisation, tasks=[Task.PLANNING])
    match_developer(adas_team.pk)

    assert matched() == {(planned, adas_team), (seen, other)}


def test_what_is_gone_is_matched_with_nobody(adas_team):
    match_need(10**6)
    match_developer(10**6)

    assert matched() == set()


@pytest.mark.django_db(transaction=True)
def test_news_of_a_need_and_of_a_developer_lead_to_matches(settle, answer, ada, adas_team):
    need = NeedFactory()
    answer(need, 15_000)  # an answer is news of the need once it is summarised
    register_developer(by=ada, organisation=adas_team.organisation, capacity=2)
    settle()

    follow_developers()
    assert matched() == {(need, adas_team)}

    follow_changes()
    assert matched() == {(need, adas_team)}


def test_a_developer_sees_what_fits_best_first(client, ada, adas_team, estimated):
    near = estimated(15_000, title="いちごの葉の病気を写真で")
    far = estimated(15_000, title="乳牛の発情を知りたい", sector="LIVESTOCK", prefecture="01")
    match_developer(adas_team.pk)
    Match.objects.filter(need=far).delete()
    client.force_login(ada)

    page = client.get(reverse("opportunities"), {"sort": "fit"})
    told = client.get(reverse("api_opportunities"), {"sort": "fit"}).json()

    assert [each.need for each in page.context["opportunities"]] == [near]
    assert [each["slug"] for each in told["results"]] == [near.slug]


def test_who_is_no_developer_sees_the_usual_order(client, estimated):
    estimated(15_000)

    assert client.get(reverse("opportunities"), {"sort": "fit"}).status_code == 200
    assert len(client.get(reverse("api_opportunities"), {"sort": "fit"}).json()["results"]) == 1


def test_those_who_wait_see_who_could_build_it(in_japanese, adas_team):
    need = NeedFactory()
    nobody = in_japanese.get(reverse("builders", args=[need.slug])).content.decode()
    match_need(need.pk)
    Match.objects.update(score=0.7)

    told = in_japanese.get(reverse("builders", args=[need.slug])).content.decode()

    assert "0社" in nobody
    assert "Ada Vision" in told


def test_a_match_is_a_pair_once_with_every_term(adas_team):
    values = [0.5] * len(Term)
    Match.objects.create(need=NeedFactory(), developer=adas_team, score=0.5, values=values)

    for wrong in ({"score": 1.2}, {"values": [0.5]}, {"need": Match.objects.get().need}):
        fields = {"need": NeedFactory(), "score": 0.5, "values": values} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.create(developer=adas_team, **fields)
