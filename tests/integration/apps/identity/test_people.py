"""What administrators do with log-ins, and what nobody can do alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localtime
from tests.integration.apps.identity.conftest import english, is_in, log_in
from tests.integration.conftest import PASSWORD

from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import OrgUnit, User
from hengke.apps.identity.people import actions, queries
from hengke.apps.identity.tokens import actions as tokens
from hengke.kernel.errors import Refused

ADMINISTRATORS = {"sam": "system_admin", "sue": "security_admin", "ada": "audit_admin"}
BACKEND = "hengke.apps.identity.backends.StaffBackend"


@pytest.fixture
def staff(home, db):
    """The three administrators, by name; each with a staff number of its own."""
    return {
        name: User.objects.create_user(name, PASSWORD, role=role, org_id=f"A{number}")
        for number, (name, role) in enumerate(ADMINISTRATORS.items())
    }


@pytest.fixture
def as_(staff):
    """`as_("sam")`: a client in whose session the administrator just proved who it is."""

    def make(name):
        client = english()
        client.force_login(staff[name], BACKEND)
        return client

    return make


def last():
    return Entry.objects.order_by("-id").first()


def test_a_log_in_is_made_with_a_password_that_opens_once(as_, hands):
    client = as_("sam")
    page = client.post(
        "/people/new/",
        {"username": "lin", "role": "rm", "display_name": "林", "org_id": "S9", "branch_id": "B1"},
    ).content.decode()
    password = page.split('class="num" value="')[1].split('"')[0]
    assert (last().action, last().target, last().by_username) == (
        "identity.user_created", "lin", "sam",
    )  # fmt: skip
    assert log_in(Client(), "lin", password)["Location"] == "/account/login/password/"
    assert password not in client.get("/people/").content.decode()


def test_roles_that_can_do_harm_are_not_given_by_one_person(staff):
    sensitive = ("business", "data", "auditor", "risk", "complaints", *ADMINISTRATORS.values())
    for role in sensitive:
        with pytest.raises(Refused, match="second person"):
            actions.create("eve", role=role, by=staff["sam"], org_id="S9", branch_id="B1")
    assert not User.objects.filter(username="eve").exists()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("change/", {"sam"}), ("active/", {"sam"}), ("password/", {"sam"}),
        ("unlock/", {"sue"}), ("factor/", {"sue"}), ("factors/reset/", {"sue"}),
        ("sessions/end/", {"sue"}),
    ],
)  # fmt: skip
def test_each_administrator_does_its_own_part_only(as_, staff, person, path, allowed):
    user = person("alice")
    for name in ("alice", *ADMINISTRATORS):
        client = as_(name) if name in staff else Client()
        if name == "alice":
            client.force_login(user, BACKEND)
        answer = client.post(f"/people/{user.pk}/{path}", {"active": "1", "org_id": "S0001",
                                                           "branch_id": "B001"})  # fmt: skip
        assert (answer.status_code != 403) is (name in allowed), name


def test_a_given_password_says_until_when_it_opens(as_, staff):
    page = as_("sam").post(f"/people/{staff['sue'].pk}/password/").content.decode()
    until = User.objects.get(username="sue").once_until
    assert f"It opens until {localtime(until):%Y-%m-%d %H:%M}." in page


@pytest.mark.requirement("L16")
def test_one_administrator_alone_cannot_take_over_a_log_in(as_, staff, with_app):
    """Sam gives a password and meets the factor; Sue resets the factor and has no password."""
    with_app("olga")
    olga = User.objects.get(username="olga")
    page = as_("sam").post(f"/people/{olga.pk}/password/").content.decode()
    password = page.split('class="num" value="')[1].split('"')[0]
    intruder = Client()
    assert log_in(intruder, "olga", password)["Location"] == "/account/login/factor/"
    assert as_("sue").post(f"/people/{olga.pk}/password/").status_code == 403
    assert as_("sam").post(f"/people/{olga.pk}/factors/reset/").status_code == 403


@pytest.mark.parametrize("path", ["sessions/end/", "factors/reset/", "password/"])
def test_a_log_in_in_doubt_is_closed_for_programs_too(as_, person, path):
    user = person("alice")
    _token, text = tokens.make(user, name="nightly", scopes=["customers.read"], days=30, by=None)
    assert tokens.by_token(text)
    administrator = as_("sam" if path == "password/" else "sue")
    assert "nightly" in administrator.get(f"/people/{user.pk}/").content.decode()
    administrator.post(f"/people/{user.pk}/{path}")
    assert tokens.by_token(text) is None
    assert Entry.objects.filter(action="identity.token_revoked", target="alice").count() == 1


def test_nobody_changes_the_own_log_in(staff):
    sam, sue = staff["sam"], staff["sue"]
    for attempt in (
        lambda: actions.change(sam, by=sam, branch_id="B9"),
        lambda: actions.set_active(sam, active=False, by=sam),
        lambda: actions.give_password(sam, by=sam),
        lambda: actions.reset_factors(sue, by=sue),
        lambda: actions.require_factor(sue, required=False, by=sue),
        lambda: actions.set_role(sue, role="business", by=sue),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


@pytest.mark.requirement("R246")
def test_one_staff_number_never_holds_two_administrators(staff):
    sam = staff["sam"]
    for role in ADMINISTRATORS.values():
        other = User.objects.create_user(f"second_{role}", PASSWORD, role="business", org_id="A0")
        with pytest.raises(Refused, match="already holds"):
            actions.set_role(other, role=role, by=None)
        other.refresh_from_db()
        assert other.role == "business"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="second_audit_admin").update(role="audit_admin")
    actions.set_active(sam, active=False, by=None)
    actions.set_role(User.objects.get(username="second_audit_admin"), role="audit_admin", by=None)


def test_an_administrator_without_a_staff_number_cannot_be(staff, person):
    with pytest.raises(Refused, match="needs a staff number"):
        actions.set_role(person("olga"), role="security_admin", by=None)


def test_a_new_place_is_one_audit_row_and_ends_the_sessions(as_, person):
    user = person("bo")
    theirs = Client()
    theirs.force_login(user, BACKEND)
    assert is_in(theirs)
    before = Entry.objects.count()
    as_("sam").post(
        f"/people/{user.pk}/change/",
        {"display_name": "Bo", "org_id": "S0101", "branch_id": "B002", "reports_to": ""},
    )
    assert Entry.objects.count() == before + 1
    assert (last().action, last().details["branch_id"]) == ("identity.user_changed", "B002")
    assert not is_in(theirs)


def test_saving_without_a_change_writes_nothing(staff, person):
    user = person("bo")
    actions.change(user, by=staff["sam"], branch_id="B001")
    assert not Entry.objects.filter(action="identity.user_changed").exists()


def test_names_are_not_written_into_the_log(staff, person):
    actions.change(person("bo"), by=staff["sam"], display_name="Bo the Great")
    assert "Great" not in str(last().details)


def test_a_reporting_line_never_comes_back(staff, person):
    alice, bo = person("alice"), person("bo")
    actions.change(alice, by=staff["sam"], reports_to=bo)
    with pytest.raises(Refused, match="come back"):
        actions.change(bo, by=staff["sam"], reports_to=alice)
    with pytest.raises(Refused, match="come back"):
        actions.change(bo, by=staff["sam"], reports_to=bo)


def test_who_leaves_is_out_at_once(as_, person):
    from hengke.apps.identity.api import by_token
    from hengke.apps.identity.tokens.actions import make

    user = person("alice")
    _token, text = make(user, name="t", scopes=["customers.read"], days=5, by=user)
    theirs = Client()
    theirs.force_login(user, BACKEND)
    as_("sam").post(f"/people/{user.pk}/active/", {"active": "0"})
    assert not is_in(theirs)
    assert by_token(text) is None
    assert log_in(Client(), "alice").status_code == 422
    as_("sam").post(f"/people/{user.pk}/active/", {"active": "1"})
    assert by_token(text) is None
    assert log_in(Client(), "alice")["Location"] == "/"


def test_a_security_administrator_ends_sessions_unlocks_and_requires_a_factor(as_, person):
    user, client = person("alice"), as_("sue")
    theirs = Client()
    theirs.force_login(user, BACKEND)
    client.post(f"/people/{user.pk}/sessions/end/")
    assert not is_in(theirs)
    for _attempt in range(5):
        log_in(Client(), "alice", "wrong")
    client.post(f"/people/{user.pk}/unlock/")
    client.post(f"/people/{user.pk}/factor/", {"required": "1"})
    assert log_in(Client(), "alice")["Location"] == "/account/login/enrol/"


def test_a_role_change_is_told_and_ends_the_sessions(staff, person):
    user = person("alice")
    theirs = Client()
    theirs.force_login(user, BACKEND)
    actions.set_role(user, role="branch_head", by=staff["sue"], asked_by="sam")
    assert last().details == {"before": "rm", "role": "branch_head", "asked_by": "sam"}
    assert not is_in(theirs)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=ali", {"alice"}), ("?q=S000", {"alice", "ben"}), ("?role=system_admin", {"sam"}),
        ("?state=off", {"ben"}), ("?q=%27%20or%201=1", set()),
    ],
)  # fmt: skip
def test_people_are_found_by_name_number_role_and_state(as_, person, query, names):
    person("alice"), person("ben")
    User.objects.filter(username="ben").update(is_active=False)
    page = as_("ada").get(f"/people/{query}")
    assert {one.username for one in page.context["page"].rows} == names


def test_who_may_not_read_people_sees_no_list_and_nobody_elses_page(person):
    alice, ben = person("alice"), person("ben")
    client = Client()
    client.force_login(alice, BACKEND)
    assert client.get("/people/").status_code == 403
    assert client.get(f"/people/{ben.pk}/").status_code == 403


def unit(org_id, parent, kind="branch", **more):
    return OrgUnit.objects.create(
        org_id=org_id, parent_id=parent, kind=kind, name=f"N{org_id}", **more
    )


def test_the_tree_nests_branches_and_survives_a_circle(as_, person):
    unit("B1", None), unit("B2", "B1"), unit("B3", "gone"), unit("X", "Y"), unit("Y", "X")
    unit("S1", "B2", kind="staff", post="teller")
    User.objects.create_user("teller", PASSWORD, role="rm", org_id="S1", branch_id="B2")
    tree = queries.tree()
    names = {branch.unit.org_id: branch for branch in tree}
    assert set(names) == {"B1", "B3", "X"}
    below = names["B1"].under[0]
    assert (below.unit.org_id, below.staff, below.logins) == ("B2", 1, 1)
    page = as_("ada").get("/people/branches/?branch=B2").content.decode()
    assert "NB2" in page
    assert "<code>teller</code>" in page


def test_pages_of_people_cost_a_constant_number_of_queries(as_, django_assert_max_num_queries):
    client = as_("ada")
    for number in range(30):
        User.objects.create_user(f"p{number}", "x", role="rm", branch_id=f"B{number}")
    with django_assert_max_num_queries(12):
        client.get("/people/")
