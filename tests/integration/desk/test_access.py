"""Who may come in: passwords, sessions, proxies; what is refused before anybody looks."""

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.desk.access.policy import Proxy
from entente.desk.access.users import UsersFile, hash_password
from support.desk import CLOSED, OPEN, PASSWORD, Desk, form_token, login, send, users_file, written
from support.examples import example

PROXY = Proxy(
    peers=("10.0.0.5",),
    user_header="X-Forwarded-User",
    groups_header="X-Forwarded-Groups",
    analysts=frozenset({"watch"}),
    admins=frozenset({"root"}),
)


def test_nobody_enters_without_a_password(closed: Desk) -> None:
    """Pages lead to the login and back; the list is not shown before."""
    closed.hear([example(Alert)])
    browser = closed.browser()
    asked = browser.get("/?pair=CHN-RUS")
    assert asked.url.path == "/login"
    assert "independent stories" not in asked.text
    entered = login(browser, "analyst")
    assert entered.url.path == "/"
    assert "independent stories" in entered.text
    assert [act.value for act in written(closed, 1)] == ["in"]


@pytest.mark.parametrize(
    ("name", "password"), [("analyst", "wrong horse battery"), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_password_is_refused_in_the_same_words(closed: Desk, name: str, password: str) -> None:
    """A wrong name and a wrong password can't be told apart, and leave an audit line."""
    answer = login(closed.browser(), name, password)
    assert answer.status_code == 403
    assert "Name or password is wrong." in answer.text
    assert [act.value for act in written(closed, 1)] == ["refused"]


def test_guessing_passwords_takes_ever_longer(closed: Desk) -> None:
    """After a few wrong ones an address must wait, whichever name it tries; another address needn't."""
    browser = closed.browser("192.0.2.1")
    codes = [login(browser, f"user-{n}", "x").status_code for n in range(9)]
    assert codes == [403] * 8 + [429]
    assert login(closed.browser("192.0.2.2"), "analyst").status_code == 200


def test_a_session_ends_with_its_owner_and_with_another_password(closed: Desk, tmp_path: Path) -> None:
    """A cookie kept after logging out opens nothing, nor one from before a password was changed."""
    del closed
    file = users_file(tmp_path)
    desk = Desk(Elasticsearch("http://127.0.0.1:1"), policy=CLOSED, users=file)
    browser, thief = desk.browser(), desk.browser()
    login(browser, "analyst")
    thief.cookies = browser.cookies
    assert thief.get("/", follow_redirects=False).status_code == 200
    send(browser, "/", "/logout")
    assert thief.get("/", follow_redirects=False).status_code == 303
    login(browser, "analyst")
    users = UsersFile(file).users()
    others = tuple(replace(one, password=hash_password("another long one")) for one in users.users)
    UsersFile(file).write(replace(users, users=others))
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_a_login_begins_a_new_session(closed: Desk) -> None:
    """A session set before the login is worth nothing after it."""
    browser = closed.browser()
    token = form_token(browser.get("/login"))
    login(browser, "analyst")
    answer = browser.post("/missed", data={"form_token": token, "pair": "CHN-RUS", "reason": "x"})
    assert answer.status_code == 403


def test_cookies_are_kept_from_scripts_and_other_sites(closed: Desk) -> None:
    """HttpOnly and SameSite always; Secure where TLS ends in front."""
    plain = closed.browser().get("/login").headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    secure = Desk(Elasticsearch("http://127.0.0.1:1"), policy=replace(OPEN, secure=True))
    assert "Secure" in secure.browser().get("/").headers["set-cookie"]


def test_a_proxy_says_who_it_is_and_nobody_else_may(client: Elasticsearch) -> None:
    """The header counts from the proxy's address alone; groups give the role."""
    desk = Desk(client, policy=replace(CLOSED, proxy=PROXY))
    desk.hear([example(Alert)])
    named = {"X_Forwarded_User": "grace", "X_Forwarded_Groups": "staff, watch"}
    stranger = desk.browser("10.0.0.6", **named).get("/")
    assert (stranger.status_code, "Nobody is logged in" in stranger.text) == (403, True)
    page = desk.browser("10.0.0.5", **named).get("/")
    assert "grace <small>analyst</small>" in page.text
    viewer = desk.browser("10.0.0.5", X_Forwarded_User="eve")
    assert "eve <small>viewer</small>" in viewer.get("/").text
    assert desk.browser("10.0.0.5").get("/").status_code == 403


def test_a_strange_host_is_not_served(desk: Desk) -> None:
    """A page elsewhere that points its name at this machine learns nothing."""
    answer = desk.browser().get("/", headers={"host": "evil.example"})
    assert (answer.status_code, "not called" in answer.text) == (421, True)


def test_too_many_requests_are_put_off(client: Elasticsearch) -> None:
    """An address that asks faster than the rate is told how long to wait."""
    browser = Desk(client, policy=replace(OPEN, per_second=1.0)).browser()
    answers = [browser.get("/verdicts") for _ in range(6)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_every_answer_has_the_strict_headers(desk: Desk) -> None:
    """Pages, errors and static files alike: no foreign source, no frame, no inline script."""
    browser = desk.browser()
    for path in ("/", "/nowhere", "/static/desk.js", "/alerts/none"):
        headers = browser.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.get("/", headers={"host": "evil.example"}).headers["referrer-policy"] == "no-referrer"


def test_broken_users_are_said(client: Elasticsearch, tmp_path: Path) -> None:
    """A file that no longer reads lets nobody in, and says why."""
    file = users_file(tmp_path)
    desk = Desk(client, policy=CLOSED, users=file)
    browser = desk.browser()
    login(browser, "analyst")
    file.write_text("users: [{name: x}]", encoding="utf-8")
    answer = browser.get("/")
    assert (answer.status_code, "can&#39;t be read" in answer.text) == (503, True)
