"""From a farmer's trouble to a developer's pull: the main job, over HTTP, with a real worker."""

import io
import re
import time
from pathlib import Path

import httpx
import pandas as pd
import pytest
from django.conf import settings

pytestmark = pytest.mark.journey

BEANS = Path(settings.BASE_DIR).parent / "shared" / "data" / "tabular" / "dry_beans_topepo.csv"
CAPS = (8_000, 10_000, 15_000, 15_000, 20_000, 30_000, 12_000)
PATIENCE_SECONDS = 60


def labelled_table():
    """Give real labelled data: dry beans where they lie beside the project, else wines."""
    if BEANS.exists():
        return BEANS.read_bytes()
    from marketplace.management.samples.datasets import wine

    return wine()


def farmer(meet, number):
    """Sign somebody in and register their operation."""
    visitor = meet().sign_in(f"farmer{number}@example.com", to="/operations/register/")
    register(visitor, f"農園{number}")
    return visitor


def register(visitor, name):
    return visitor.fill(
        having="municipality",
        name=name,
        sector="AGRICULTURE",
        products="いちご",
        prefecture="09",
        municipality="真岡市",
    )


def post_need(visitor, title="いちごのうどんこ病を出はじめに知りたい"):
    visitor.go("/needs/new/").fill(
        having="story",
        kind="TECHNOLOGY",
        title=title,
        story="葉裏に白い粉がつくころには隣のうねまで広がっている。",
    )
    visitor.fill(
        having="product",
        sector="AGRICULTURE",
        product="いちご",
        prefecture="09",
        tasks=["PERCEPTION"],
        acceptance_trials="１０",
        acceptance_hits="8",
    )
    visitor.fill(
        having="lowest",
        thing="10A",
        period="YEAR",
        lowest="8千円",
        highest="３万円",
        cap="1万5千円",
        quantity="2.5",
    )
    visitor.fill(having="open_until", open_until="令和20年3月31日")
    return visitor.fill(having="post", post="yes").url.path


def co_sign(visitor, path, cap, level="WOULD_BUY"):
    visitor.go(path)
    return visitor.fill(
        having="quantity", price="", cap=str(cap), quantity="2", level=level, certainty="7"
    )


def wait_for(look, *, until):
    """Look again and again until it is there; fail when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        seen = look()
        if until(seen):
            return seen
        time.sleep(0.05)
    pytest.fail(f"It did not come: {seen}")


def co_signs_before_signing_in(meet, path):
    """Answer first; sign in, register, and find the answer given."""
    visitor = meet()
    co_sign(visitor, path, CAPS[0])
    assert visitor.page.url.path == "/accounts/login/code/"
    visitor.sign_in_here("first@example.com")
    assert visitor.page.url.path == "/operations/register/"
    register(visitor, "あとから農園")
    assert visitor.page.url.path == path
    assert "答えを受け取りました" in visitor.page.text


def co_signs_twice(meet, path, cap):
    """Press in one tab, then in another that still shows the form: the second is refused."""
    one_tab = farmer(meet, 5)
    other_tab = meet().sign_in("farmer5@example.com").go(path)
    co_sign(one_tab, path, cap)
    refused = other_tab.fill(having="quantity", price="", cap=str(cap), quantity="2")
    assert refused.status_code == 409
    assert "もう答えています" in refused.text


def refuses_with_a_reason(meet, path):
    visitor = farmer(meet, 9).go(path)
    visitor.fill(having="reason", reason="TRUST", refusal_note="前の機械で懲りた")
    assert "信用できない" in visitor.page.text
    assert "1経営体は「買わない」" in visitor.page.text


def four_answers_make_a_count_and_no_curve(meet):
    path = post_need(farmer(meet, 20), "四つだけの困りごと")
    for number in (21, 22, 23):
        co_sign(farmer(meet, number), path, 10_000)
    page = meet().go(f"{path}?show=1").page.text
    assert "<b>4</b>" in page
    assert "あと1件" in page
    assert "<svg" not in page.split('id="curve-title"')[1].split("</section>")[0]


def shares_a_table(meet, slug):
    """A co-operative shares labelled data for the need, and sees it taken in and measured."""
    clerk = farmer(meet, 30).go(f"/datasets/share/?need={slug}")
    clerk.fill(
        having="purpose",
        files={"file": ("measured.csv", labelled_table(), "text/csv")},
        title="豆の形の測定",
        description="写真から測った形と、品種。",
        access="OPEN",
        purpose="見分けの学習",
        may_train="on",
        may_sell_models="on",
    )
    dataset = clerk.page.url.path.strip("/").split("/")[-1]
    wait_for(
        lambda: clerk.go(f"/datasets/{dataset}/1/steps/").page.text,
        until=lambda page: "公開しました" in page,
    )
    expected = pd.read_csv(io.BytesIO(labelled_table()))
    statistics = clerk.http.get(f"/api/v1/datasets/{dataset}/statistics/").json()
    assert statistics["rows"] == statistics["rows_covered"] == len(expected)
    balance = {each["label"]: each["count"] for each in statistics["label"]["balance"]}
    assert balance == expected["class"].value_counts().to_dict()
    assert "豆の形の測定" in clerk.go(f"/datasets/for-need/{slug}/").page.text
    return clerk, dataset, expected


def registers_as_a_developer(meet):
    ada = meet(language="en").sign_in("ada@example.com", to="/developers/register/")
    ada.fill(
        having="summary",
        name="Ada Vision",
        summary="葉の病気を写真で見分けるAI",
        tasks=["PERCEPTION"],
        modalities=["IMAGE"],
        devices=["PHONE"],
        sectors=["AGRICULTURE"],
        capacity="1",
        person_month_cost="900000",
        label_cost="30",
        least_payoff="0",
    )
    assert ada.page.url.path == "/opportunities/"
    assert "いちごのうどんこ病" in ada.page.text
    return ada


def makes_a_token(ada):
    ada.go("/me/").fill(having="name", name="notebook")
    return re.search(r"areba_[\w-]{20,}", ada.page.text).group()


def test_the_main_job_from_a_trouble_to_a_pull(meet):
    api = meet().http
    path = post_need(farmer(meet, 0))
    slug = path.strip("/").split("/")[-1]

    co_signs_before_signing_in(meet, path)
    for number, cap in enumerate(CAPS[1:4], start=1):
        co_sign(farmer(meet, number), path, cap)
    # The count shows at once; the fifth price brings a curve soon after.
    assert "<b>5</b>" in meet().go(path).page.text
    published = wait_for(
        lambda: api.get(f"/api/v1/needs/{slug}/").json(), until=lambda need: need["publication"]
    )["publication"]
    assert (published["grade"], published["priced_count"]) == ("REFERENCE", 5)
    assert published["best_rung"] in [point["price"] for point in published["points"]]
    co_signs_twice(meet, path, CAPS[4])
    for number, cap in enumerate(CAPS[5:], start=6):
        co_sign(farmer(meet, number), path, cap, level="CONDITIONAL")
    refuses_with_a_reason(meet, path)
    four_answers_make_a_count_and_no_curve(meet)
    clerk, dataset, expected = shares_a_table(meet, slug)

    ada = registers_as_a_developer(meet)
    opportunity = wait_for(
        lambda: api.get(f"/api/v1/opportunities/{slug}/").json(),
        until=lambda seen: seen["payoff"] and seen["label_count"],
    )
    payoff = opportunity["payoff"]
    assert payoff["npv_p5"] <= payoff["npv_p50"] <= payoff["npv_p95"]
    assert opportunity["label_count"] == len(expected)
    page = ada.go(f"/opportunities/{slug}/").page.text
    assert "What stands in the way" in page
    assert "Does it fit you?" in page

    keyed = meet(token=makes_a_token(ada)).http
    assert slug in [need["slug"] for need in keyed.get("/api/v1/needs/").json()["results"]]
    match = keyed.get(f"/api/v1/opportunities/{slug}/").json()["match"]
    assert match["score"] == pytest.approx(
        sum(term["points"] for term in match["reasons"]), abs=1e-3
    )
    file = keyed.get(f"/api/v1/datasets/{dataset}/").json()["versions"][0]["files"][0]
    assert httpx.get(file["url"]).status_code == 401
    pulled = keyed.get(file["url"])
    assert pulled.headers["etag"] == f'"{file["sha256"]}"'
    table = pd.read_parquet(io.BytesIO(pulled.content))
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    assert "Ada Vision" in clerk.go(f"/datasets/{dataset}/").page.text
