"""A person without a browser: keeps cookies, fills in the forms that the pages show."""

import re
from html.parser import HTMLParser
from typing import Any, Self

import httpx


class _Forms(HTMLParser):
    """Collects the forms of a page: where they go and what they hold already."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append({"action": given.get("action") or "", "names": set(), "fields": {}})
        elif self.forms and (name := given.get("name")):
            self._field(tag, name, given)
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1]["fields"][self._select] = given.get("value", "")

    def _field(self, tag, name, given):
        fields = self.forms[-1]["fields"]
        self.forms[-1]["names"].add(name)
        kind = given.get("type", "text")
        if tag == "input" and kind in {"checkbox", "radio"}:
            if "checked" in given:
                fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and kind not in {"file", "submit"}:
            fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            fields[name] = ""
        elif tag == "select":
            self._select = name

    def handle_data(self, text):
        if self._area:
            self.forms[-1]["fields"][self._area] += text

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


class Visitor:
    def __init__(self, base_url: str, *, language: str = "ja", token: str = "") -> None:
        self.http = httpx.Client(
            base_url=base_url,
            follow_redirects=True,
            timeout=30,
            headers={"Accept-Language": language}
            | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        self.page: httpx.Response | None = None

    def go(self, path: str) -> Self:
        self.page = self.http.get(path)
        assert self.page.status_code == 200, (path, self.page.status_code, self.page.text[:2000])
        return self

    def fill(
        self, *, having: str, files: dict[str, Any] | None = None, **fields: Any
    ) -> httpx.Response:
        """Send the page's form that has a certain field, filled in; return the answer."""
        assert self.page is not None
        forms = _Forms(self.page.text).forms
        form = next((form for form in forms if having in form["names"]), None)
        assert form, f"no form with {having} on {self.page.url}"
        self.page = self.http.post(
            form["action"] or str(self.page.url),
            data=form["fields"] | fields,
            files=files,
            headers={"Referer": str(self.page.url)},
        )
        return self.page

    def sign_in(self, email: str, *, to: str = "/me/") -> Self:
        """Sign in by the code that a trial shows on the page."""
        self.go(f"/accounts/login/code/?next={to}")
        return self.sign_in_here(email)

    def sign_in_here(self, email: str) -> Self:
        """Sign in on the page that asks for it, where one was led to."""
        self.fill(having="email", email=email)
        code = re.search(r"(?:は|is) ?([A-Z0-9-]{6,9})\b", self.page.text)
        assert code, self.page.text
        self.fill(having="code", code=code.group(1))
        return self
