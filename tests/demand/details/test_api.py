"""The second page for programs: the same rules, and its poster alone writes it."""

import pytest

from demand.details.models import Detail, Paper
from demand.needs.models import Regulation
from demand.needs.vocabulary import Kind
from marketplace.accounts.models import ApiToken
from marketplace.changes.models import Change
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

MACHINE = {
    "autonomy": "H2", "device": "PHONE", "watts": 50,
    "conditions": ["OFFLINE", "DUST"], "place_changes": ["WIDER_ROWS"], "place_note": "うねが狭い",
}  # fmt: skip
WALK = {
    "name": "見回り", "minutes": 40, "times": 150,
    "seniority": "SENIOR", "actor": "MACHINE", "blocker": "TELLING",
}  # fmt: skip
REPORT = {"name": "漁獲報告", "office": "県庁", "filings": 240, "minutes": 25}
RULE = {"title": "ブイの許可", "level": "PRACTICE", "owner": "県庁"}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm, kind=Kind.PAPERWORK)


@pytest.fixture
def describe(as_user, need):
    def put(by, to=need, **told):
        return as_user(by).put(f"/api/v1/needs/{to.slug}/details/", told, "application/json")

    return put


def test_sato_says_all_of_it_and_everybody_reads_it(describe, client, sato, need):
    told = describe(sato, machine=MACHINE, steps=[WALK], filings=[REPORT], regulations=[RULE])

    assert told.status_code == 200
    document = told.json()
    assert document["machine"] == MACHINE
    assert document["steps"] == [WALK | {"minutes_a_year": 6_000}]
    assert document["unblocking"][0]["step"] == "見回り"
    assert [document["filings"][0][name] for name in REPORT] == list(REPORT.values())
    assert document["regulations"][0]["title"] == "ブイの許可"
    assert client.get(f"/api/v1/needs/{need.slug}/details/").json() == document
    assert client.get(f"/api/v1/needs/{need.slug}/").json()["details"] == document
    assert Change.objects.filter(noun="need", key=need.pk, kind="described").count() == 1


def test_what_is_left_out_is_taken_away(describe, sato, need):
    describe(sato, machine=MACHINE, steps=[WALK], filings=[REPORT], regulations=[RULE])

    document = describe(sato, steps=[WALK, WALK | {"name": "薬かけ", "blocker": ""}]).json()

    assert [step["name"] for step in document["steps"]] == ["見回り", "薬かけ"]
    assert document["filings"] == document["regulations"] == []
    assert document["machine"] == dict.fromkeys(MACHINE, "") | {
        "watts": None, "conditions": [], "place_changes": [],
    }  # fmt: skip


def test_what_is_registered_already_is_found(describe, sato, need):
    for _ in range(2):
        describe(sato, filings=[REPORT], regulations=[RULE])

    assert Paper.objects.count() == Regulation.objects.count() == 1


def test_a_token_of_the_farm_writes_it(client, sato, satos_farm, need):
    _token, key = ApiToken.objects.issue(
        user=sato, organisation=satos_farm.organisation, name="営農ソフト"
    )

    told = client.put(
        f"/api/v1/needs/{need.slug}/details/",
        {"machine": MACHINE},
        "application/json",
        headers={"authorization": f"Bearer {key}"},
    )

    assert told.json()["machine"] == MACHINE


@pytest.mark.parametrize("who", ["suzuki", "tanaka", "ada", "nobu", "kana"])
def test_nobody_else_writes_it(
    describe, need, who, request, suzukis_farm, satos_mandate, adas_team
):
    refused = describe(request.getfixturevalue(who), machine=MACHINE)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_operation")
    assert not Detail.objects.exists()


def test_a_stranger_reads_and_does_not_write(client, need):
    path = f"/api/v1/needs/{need.slug}/details/"

    assert client.get(path).status_code == 200
    assert client.put(path, {}, "application/json").status_code == 401


def test_a_hidden_need_has_no_details(describe, client, sato, need, now):
    need.hidden_at = now
    need.save()

    assert client.get(f"/api/v1/needs/{need.slug}/details/").status_code == 404
    assert describe(sato, steps=[WALK]).status_code == 404


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"machine": {"autonomy": "H9"}}, "machine"),
        ({"machine": {"watts": 0}}, "machine"),
        ({"machine": {"conditions": ["MOON"]}}, "machine"),
        ({"steps": [WALK | {"minutes": 0}]}, "steps"),
        ({"steps": [WALK | {"times": 100_001}]}, "steps"),
        ({"steps": [WALK] * 13}, "steps"),
        ({"filings": [REPORT | {"office": ""}]}, "filings"),
        ({"regulations": [{"title": "ブイの許可"}]}, "regulations"),
    ],
)
def test_what_the_page_refuses_is_refused_and_changes_nothing(describe, sato, need, told, field):
    describe(sato, machine=MACHINE, steps=[WALK])

    wrong = describe(sato, **told)

    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")
    assert {name.split(".")[0] for name in wrong.json()["fields"]} == {field}
    assert Detail.objects.get().autonomy == "H2"
    assert need.work_steps.count() == 1


def test_only_paperwork_names_forms(describe, sato, satos_farm):
    wrong = describe(sato, to=NeedFactory(posted_by=satos_farm), filings=[REPORT])

    assert "Only a need about paperwork" in str(wrong.json()["fields"]["filings"])
