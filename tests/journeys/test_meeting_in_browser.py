"""A meeting round one tablet, and its papers, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_browser import register_farm, sign_in
from tests.journeys.test_main_job import farmer, post_need

pytestmark = [pytest.mark.journey, pytest.mark.browser]
TABLET = {"width": 820, "height": 1180}
PAPER = {"format": "A4", "prefer_css_page_size": True}


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def begin_meeting(page, path, members):
    """Sign the co-operative's staff in, write the minutes down, register who is there."""
    page.goto("/accounts/login/code/?next=/operations/register/")
    sign_in(page, f"kumiai-{path.strip('/').split('/')[-1]}@example.com")
    register_farm(page, "はが野の組合")
    page.goto(f"{path}meeting/")
    page.get_by_role("link", name="ここにいる方を登録する").click()
    page.get_by_label("どの集まりですか").fill("第3回支部総会")
    page.get_by_label("いつ開きましたか").fill("令和8年11月20日")
    page.get_by_role("button", name="議事録を登録する").click()
    for name in members:
        page.goto(f"/mandates/enrol/?next={path}meeting/")
        page.get_by_label("農園・船・組合などの名前").fill(name)
        page.get_by_role("button", name="登録する").click()


def test_a_meeting_goes_round_and_shows_nobody_what_the_last_one_said(open_page, meet):
    path = post_need(farmer(meet, 80), "集まりで答える困りごと")
    page = open_page(viewport=TABLET)
    begin_meeting(page, path, ["青木農園", "馬場農園"])

    page.get_by_role("link", name="青木農園").click()
    page.get_by_text("もっとくわしく答える").click()
    page.get_by_label("いくらまでなら買いますか").fill("23456")
    page.get_by_role("button", name="この内容で答える").click()
    expect(page.get_by_text("青木農園：ありがとうございました")).to_be_visible()
    page.get_by_role("link", name="馬場農園").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("馬場農園")
    assert "23456" not in page.content()
    assert not page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").count(
        "23456"
    )
    # Back, as the next one might press it: the page is asked for anew, and is blank.
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("青木農園")
    assert page.locator("input[name=cap]").input_value() == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_slips_and_sheets_come_out_on_one_page_and_a_slip_signs_in(open_page, meet):
    path = post_need(farmer(meet, 81), "紙で答える困りごと")
    page = open_page(viewport=TABLET)
    begin_meeting(page, path, [f"組合員{number}" for number in range(3)])

    page.goto(f"{path}sheet/")
    assert pages_of(page.pdf(**PAPER)) == 1
    page.goto(f"{path}results/")
    assert pages_of(page.pdf(**PAPER)) == 1
    page.goto("/mandates/slips/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="刷る", exact=True).click()
    assert pages_of(page.pdf(**PAPER)) == 1
    slip = page.locator(".slip").first
    expect(slip.locator("svg.qr")).to_be_visible()
    address = re.search(r"/s/\w+/", slip.inner_text()).group()
    pin = slip.locator(".pin").inner_text()
    phone = open_page()
    phone.goto(address)
    phone.get_by_label("用紙にある番号").fill(pin)
    phone.get_by_label("次から使う、あなただけの番号").fill("2468")
    phone.get_by_role("button", name="ログイン").last.click()

    expect(phone.get_by_role("heading", name="マイページ")).to_be_visible()
    phone.goto("/mandates/")
    expect(phone.get_by_text("有効").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
