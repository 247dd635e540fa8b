"""Signing in by text message and with LINE, against stand-ins that speak as they do."""

import base64
import hashlib
import json
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from demand.answers.models import Demand
from demand.answers.tasks import follow_accounts, summarise
from marketplace.accounts.arithmetic.phone import NoMobileNumber, mobile
from marketplace.accounts.models import User
from tests.factories import AnswerFactory, NeedFactory, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/accounts/login/code/"


@contextmanager
def serving(answer):
    """Serve here: `answer(method, path, body, headers)` gives a status and a document."""

    class Handler(BaseHTTPRequestHandler):
        def respond(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, document = answer(self.command, self.path, body, self.headers)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = respond  # noqa: N815  # the names that http.server calls

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# SMS


class Gateway:
    """Takes text messages as an operator's gateway does; `is_down` lets it fail."""

    def __init__(self):
        self.sent, self.is_down = [], False

    def __call__(self, method, path, body, headers):
        if self.is_down:
            return 503, {}
        self.sent.append((json.loads(body), headers["Authorization"]))
        return 202, {"accepted": True}


@pytest.fixture
def gateway(settings):
    gateway = Gateway()
    with serving(gateway) as address:
        settings.SMS_URL, settings.SMS_TOKEN = f"{address}/send", "secret"
        settings.ACCOUNT_LOGIN_METHODS = {"email", "phone"}
        yield gateway


def test_somebody_new_signs_in_by_a_text_message(gateway, in_japanese):
    in_japanese.post(ASK, {"phone": "０９０-１２３４-５６７８"})

    [(message, authorization)] = gateway.sent
    code = re.search(r"\d{4}-\d{4}", message["text"]).group()
    answer = in_japanese.post(f"{ASK}confirm/", {"code": code})

    assert (message["to"], authorization) == ("+819012345678", "Bearer secret")
    assert answer.url == "/me/"
    user = User.objects.get()
    assert (user.phone, user.email) == ("+819012345678", None)
    assert in_japanese.session["_auth_user_id"] == str(user.pk)


def code_in(gateway):
    """Read the code in the message that was sent last."""
    return re.search(r"\d{4}-\d{4}", gateway.sent[-1][0]["text"]).group()


def test_whoever_signed_in_by_a_text_message_counts_as_reached(gateway, in_japanese):
    need = NeedFactory()
    in_japanese.post(ASK, {"phone": "090-1234-5678"})
    in_japanese.post(f"{ASK}confirm/", {"code": code_in(gateway)})
    farm = {"name": "渡辺農園", "sector": "AGRICULTURE", "products": "いちご", "prefecture": "09"}
    in_japanese.post("/operations/register/", farm)

    in_japanese.post(f"/needs/{need.slug}/co-sign/", {"price": "15000"})
    summarise(need.pk)

    counts = {"EMAIL": 0, "PHONE": 1, "CORPORATION": 0, "VOUCHED": 0}
    assert Demand.objects.get(need=need).tier_counts == counts


@pytest.mark.django_db(transaction=True)
def test_sato_adds_a_number_and_is_counted_anew(gateway, as_user, sato, satos_farm, settle):
    need = AnswerFactory(operation=satos_farm, answered_by=sato).need
    summarise(need.pk)
    assert Demand.objects.get(need=need).tier_counts["EMAIL"] == 1
    # Somebody mistyped it once, and never signed in.
    User.objects.create_user(phone="+819012345678")
    client = as_user(sato)
    client.post("/me/number/", {"phone": "０９０-１２３４-５６７８"})
    wrong = client.post("/me/number/confirm/", {"code": "0000-0000"})

    client.post("/me/number/confirm/", {"code": code_in(gateway)})
    settle()
    follow_accounts()

    assert wrong.status_code == 422
    sato.refresh_from_db()
    assert sato.phone == "+819012345678"
    assert Demand.objects.get(need=need).tier_counts["PHONE"] == 1
    assert User.objects.get(phone="+819012345678") == sato


def test_a_number_of_another_account_is_not_taken(gateway, as_user, sato):
    UserFactory(phone="+819012345678", reached=True)
    client = as_user(sato)
    client.post("/me/number/", {"phone": "090-1234-5678"})

    refused = client.post("/me/number/confirm/", {"code": code_in(gateway)}, follow=True)

    assert "belongs to another account" in refused.content.decode()
    sato.refresh_from_db()
    assert sato.phone is None


def test_what_keeps_a_number_from_being_added_is_said_at_it(gateway, as_user, sato):
    client = as_user(sato)
    assert "no mobile number" in client.post("/me/number/", {"phone": "03-1"}).content.decode()
    gateway.is_down = True
    down = client.post("/me/number/", {"phone": "090-1234-5678"})
    assert (down.status_code, "could not be sent now" in down.content.decode()) == (422, True)
    for _ in range(5):
        often = client.post("/me/number/", {"phone": "090-1234-5678"})
    assert "too often" in often.content.decode()
    assert gateway.sent == []


def test_a_wrong_code_signs_nobody_in(gateway, in_japanese):
    in_japanese.post(ASK, {"phone": "090-1234-5678"})

    in_japanese.post(f"{ASK}confirm/", {"code": "0000-0000"})

    assert "_auth_user_id" not in in_japanese.session


def test_a_gateway_that_fails_is_said_and_tells_nothing_of_itself(gateway, in_english, caplog):
    gateway.is_down = True

    page = in_english.post(ASK, {"phone": "090-1234-5678"}, follow=True)

    assert "could not be sent now" in page.content.decode()
    assert "secret" not in caplog.text
    assert "127.0.0.1" not in caplog.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": "03-1234-5678"}, "no mobile number"),
        ({}, "Write an e-mail address or a mobile number"),
    ],
)
def test_what_is_no_number_is_said_at_the_form(gateway, in_english, typed, said):
    page = in_english.post(ASK, typed)

    assert said in page.content.decode()
    assert gateway.sent == []


def test_without_a_gateway_nobody_is_asked_for_a_number(in_english):
    assert 'name="phone"' not in in_english.get(ASK).content.decode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("090-1234-5678", "+819012345678"),
        ("０７０　１２３４　５６７８", "+817012345678"),
        ("080ー1234ー5678", "+818012345678"),
        ("(080)1234-5678", "+818012345678"),
        ("+81 90 1234 5678", "+819012345678"),
        ("+81 090 1234 5678", "+819012345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_mobile_numbers_are_read_as_people_write_them(written, meant):
    assert mobile(written) == meant


@pytest.mark.parametrize(
    "written", ["", "110", "03-1234-5678", "090-1234-567", "090-1234-56789", "x"]
)
def test_what_no_message_reaches_is_refused(written):
    with pytest.raises(NoMobileNumber):
        mobile(written)


# LINE


class Line:
    """Speaks as LINE Login v2.1 does: code for token with PKCE, token for profile.

    Source: LINE Login v2.1 API reference, "Issue access token" and "Get user profile".
    """

    profile = {"userId": "U4af4980629", "displayName": "伊藤", "pictureUrl": "https://x.example/p"}

    def __init__(self):
        self.challenge = ""

    def __call__(self, method, path, body, headers):
        if (method, path) == ("POST", "/oauth2/v2.1/token"):
            return self.token({name: values[0] for name, values in parse_qs(body).items()})
        if (method, path) == ("GET", "/v2/profile"):
            is_ours = headers["Authorization"] == "Bearer line-token"
            return (200, self.profile) if is_ours else (401, {"message": "invalid token"})
        return 404, {}

    def token(self, asked):
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = ("authorization_code", "line-code", "1650000000", "channel-secret", self.challenge)
        told = (
            *(asked[name] for name in ("grant_type", "code", "client_id", "client_secret")),
            proof,
        )
        if told != known:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "line-token", "token_type": "Bearer", "expires_in": 2592000}


@pytest.fixture
def line(settings):
    line = Line()
    with serving(line) as address:
        settings.LINE_CLIENT_ID = "1650000000"
        settings.LINE_API_URL, settings.LINE_PAGE_URL = address, "https://line.example"
        providers = settings.SOCIALACCOUNT_PROVIDERS
        app = {"client_id": "1650000000", "secret": "channel-secret", "key": ""}
        settings.SOCIALACCOUNT_PROVIDERS = {"line": {**providers["line"], "APPS": [app]}}
        yield line


def begin(client, line, onward=""):
    """Press the button, and read what LINE is asked."""
    there = urlsplit(client.get(f"/accounts/line/?next={onward}").url)
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    line.challenge = asked.get("code_challenge", "")
    return there, asked


def test_somebody_new_signs_in_with_line(line, in_japanese):
    assert "LINE" in in_japanese.get(ASK).content.decode()
    there, asked = begin(in_japanese, line, "/needs/")

    back = in_japanese.get("/accounts/line/back/", {"code": "line-code", "state": asked["state"]})

    assert there.geturl().startswith("https://line.example/oauth2/v2.1/authorize?")
    assert (asked["client_id"], asked["scope"]) == ("1650000000", "profile")
    assert asked["redirect_uri"].endswith("/accounts/line/back/")
    assert back.url == "/needs/"
    user = User.objects.get()
    assert (user.name, user.email) == ("伊藤", None)
    assert SocialAccount.objects.get(user=user).uid == "U4af4980629"


def test_whoever_comes_again_is_the_same_person(line, in_japanese, in_english):
    for client in (in_japanese, in_english):
        _there, asked = begin(client, line)
        client.get("/accounts/line/back/", {"code": "line-code", "state": asked["state"]})

    assert User.objects.count() == 1
    assert in_english.session["_auth_user_id"] == in_japanese.session["_auth_user_id"]


@pytest.mark.parametrize(
    "changed",
    [{"code": "stolen"}, {"state": "forged"}, {"error": "access_denied"}],
    ids=["wrong code", "forged state", "cancelled"],
)
def test_what_does_not_come_from_line_signs_nobody_in(line, in_english, changed):
    _there, asked = begin(in_english, line)

    page = in_english.get(
        "/accounts/line/back/",
        {"code": "line-code", "state": asked["state"], **changed},
        follow=True,
    )

    assert "did not work" in page.content.decode()
    assert "_auth_user_id" not in in_english.session
    assert not User.objects.exists()


def test_without_a_channel_line_is_neither_shown_nor_there(in_english):
    assert "LINE" not in in_english.get(ASK).content.decode()
    assert in_english.get("/accounts/line/").status_code == 404
    assert in_english.get("/accounts/line/back/").status_code == 404
