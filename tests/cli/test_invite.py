"""`musubi invite` is the way in for the first administrator of an empty installation."""

import re

import pytest
from click.testing import CliRunner
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Invitation
from musubi.cli.invite import command

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, arguments)


def test_prints_a_link_that_opens(client):
    organization("office", "事務局の課")
    result = run("First@example.jp", "--name", "最初 の人", "--organization", "office")
    assert result.exit_code == 0
    path = re.search(r"https?://[^/]+(/account/invitation/\S+/)", result.output)[1]
    assert client.get(path).headers["Location"] == "/account/invitation/"
    made = Invitation.objects.get()
    assert (made.email, made.role, made.invited_by) == ("first@example.jp", Role.ADMINISTRATOR, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "--name", "x", "--organization", "office"], "メールアドレスの形"),
        (["a@example.jp", "--name", "x", "--organization", "office", "--role", "king"], "administrator"),
        (["a@example.jp", "--name", "x", "--organization", "none"], "office"),
        (["a@example.jp", "--name", "x"], "--organization"),
    ],
)
def test_wrong_use_is_told_with_code_2(arguments, said):
    organization("office", "事務局の課")
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert Invitation.objects.count() == 0


def test_known_address_is_told_with_code_1():
    organization("office", "事務局の課")
    result = run(person().email, "--name", "x", "--organization", "office")
    assert result.exit_code == 1
    assert "もうあります" in result.output
