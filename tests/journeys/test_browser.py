"""Posting, co-signing and a developer's reading, in a real Chromium as people use it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_main_job import CAPS, co_sign, farmer, post_need, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.browser]


def sign_in(page, email):
    """Write an address and the code that a trial shows."""
    page.get_by_label(re.compile("メールアドレス|E-mail")).fill(email)
    page.get_by_role("button", name=re.compile("番号を送る|Send me a code")).click()
    shown = page.get_by_text(re.compile("お試し用|For trying out")).inner_text()
    code = re.search(r"[A-Z0-9]{3,}-?[A-Z0-9]{3,}", shown).group()
    page.locator("input[name=code]").fill(code)
    page.locator("main").get_by_role("button", name=re.compile("ログイン|Sign in")).click()


def register_farm(page, name):
    page.get_by_label("農園・船・組合などの名前").fill(name)
    page.get_by_text("農業", exact=True).click()
    page.get_by_label("何を作っていますか").fill("いちご")
    page.get_by_label("都道府県").select_option("09")
    page.get_by_label("市町村").fill("真岡市")
    page.get_by_role("button", name="登録して進む").click()


def test_a_farmer_posts_a_need_on_a_phone(open_page):
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="困りごとを書く").first.click()

    page.get_by_label("ひとことで言うと").fill("苗の病気を写真で見分けたい")
    page.get_by_label("何に困っていて").fill("植えてから病気がわかり、畑ごと捨てることになる。")
    page.get_by_role("button", name="次へ").click()
    page.get_by_text("農業", exact=True).click()
    page.get_by_label("何の作物").fill("さつまいも")
    page.get_by_label("都道府県").select_option("46")
    page.get_by_label("何回のうち").fill("１０")
    page.get_by_label("何回当たれば").fill("８")
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("値段の単位").select_option("10A")
    page.get_by_text("年", exact=True).click()
    page.get_by_label("いちばん安い値段").fill("千円")
    page.get_by_label("いちばん高い値段").fill("五千円")
    page.get_by_label("あなたなら").fill("3千円")
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_text("3,000円")).to_have_count(2)
    page.get_by_role("button", name="この内容で出す").click()
    sign_in(page, "imo@example.com")
    register_farm(page, "芋畑")

    expect(page.get_by_role("heading", level=1)).to_contain_text("苗の病気を写真で見分けたい")
    expect(page.get_by_text("困りごとを出しました")).to_be_visible()
    expect(page.get_by_text("1経営体が「うちも欲しい」")).to_be_visible()


def test_a_neighbour_co_signs_with_one_tap_and_signs_in_afterwards(open_page, meet):
    path = post_need(farmer(meet, 40), "隣も押せる困りごと")
    page = open_page()
    page.goto(path)

    page.get_by_role("button", name="15,000円").click()
    sign_in(page, "tonari@example.com")
    register_farm(page, "となり農園")

    expect(page.get_by_text("答えを受け取りました").first).to_be_visible()
    expect(page.get_by_text("2経営体が「うちも欲しい」")).to_be_visible()
    expect(page.get_by_text("値段の答えがあと3件")).to_be_visible()


def test_an_answer_by_a_signed_in_neighbour_changes_the_count_on_the_spot(open_page, meet):
    path = post_need(farmer(meet, 41), "その場で増える困りごと")
    page = open_page()
    page.goto("/accounts/login/code/?next=/operations/register/")
    sign_in(page, "sugu@example.com")
    register_farm(page, "すぐ農園")
    page.goto(path)

    page.get_by_role("button", name="15,000円").click()

    expect(page.get_by_text("2経営体が「うちも欲しい」")).to_be_visible()
    expect(page.get_by_text("すぐ農園: 買いたい, 15,000円")).to_be_visible()


def test_a_developer_reads_in_one_page_whether_it_pays(open_page, meet):
    path = post_need(farmer(meet, 50), "採算を見たい困りごと")
    slug = path.strip("/").split("/")[-1]
    for number, cap in enumerate(CAPS, start=51):
        co_sign(farmer(meet, number), path, cap)
    api = meet().http
    wait_for(lambda: api.get(f"/api/v1/opportunities/{slug}/").json(), until=lambda o: o["payoff"])
    page = open_page(locale="en", viewport={"width": 1280, "height": 800})
    page.goto("/accounts/login/code/?next=/developers/register/")
    sign_in(page, "dev@example.com")
    page.get_by_label("Name of your team").fill("Kaede Labs")
    page.get_by_label("What do you build?").fill("写真で病気を見分けるAI")
    page.get_by_text("see or hear and tell", exact=True).click()
    for question, answer in (
        ("How many needs can you take on at once?", "2"),
        ("What does one person-month cost you?", "900,000"),
        ("What does one label cost you?", "30"),
        ("What must it bring in", "0"),
    ):
        page.get_by_label(question).fill(answer)
    page.get_by_role("button", name="Register and see what fits").click()

    expect(page).to_have_url(re.compile("/opportunities/$"))
    page.get_by_role("link", name="採算を見たい困りごと").click()
    for heading in ("Does it pay?", "What stands in the way", "Who wants it", "Data to build with"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("heading", name="Does it fit you?")).to_be_visible()
    expect(page.locator("svg[role=img]").first).to_be_visible()
