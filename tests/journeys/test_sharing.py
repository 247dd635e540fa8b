"""Sharing a file in a real Chromium: dropped, sent in pieces, taken in, published."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.datasets.archives import folders
from tests.journeys.test_browser import register_farm, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.browser]

# As a hand does it: a page is given a file by a drop alone.
DROP = """([place, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name, {type: "application/zip"}));
  for (const kind of ["dragover", "drop"]) {
    const told = {dataTransfer: dropped, bubbles: true, cancelable: true};
    place.dispatchEvent(new DragEvent(kind, told));
  }
}"""


def test_a_zip_of_pictures_is_dropped_and_published(open_page):
    page, methods = open_page(), []
    page.on("request", lambda asked: methods.append(asked.method))
    page.goto("/accounts/login/code/?next=/operations/register/%3Fnext%3D/datasets/share/")
    sign_in(page, "shashin@example.com")
    register_farm(page, "写真農園")
    page.goto("/datasets/share/")

    place = page.locator(".drop")
    content = base64.b64encode(folders(each=4)).decode()
    page.evaluate(DROP, [place.element_handle(), "葉の写真.zip", content])
    page.get_by_label("ひとことで言うと").fill("葉の写真")
    page.get_by_label(re.compile("どうやって集め")).fill("スマホで撮り、普及員が名前をつけた。")
    page.get_by_label(re.compile("何に使って")).fill("病気の見分け")
    page.get_by_role("button", name="出す", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("葉の写真")
    expect(page.get_by_text("葉の写真.zip").first).to_be_visible()
    assert {"POST", "PATCH"} <= set(methods)
    expect(page.get_by_role("link", name=re.compile("公開"))).to_be_visible(timeout=60_000)
