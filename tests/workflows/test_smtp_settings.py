"""A mistake in the settings of mail is named, with what was expected, and stops nothing."""

from __future__ import annotations

import threading

import pytest

import texts
from settings import Settings
from web.edge.start import _sender, problems_said
from workflows.mail import smtp_settings
from workflows.mail.smtp_settings import PREFIX, MailSetup, mail_setup

RIGHT = {"HOST": "mail.example.com", "FROM": "jobs@example.com"}
SIGNED = {"USER": "jobs", "PASSWORD": "secret-word"}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    def given(**values):
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name, value)
        mail_setup.cache_clear()
        return mail_setup()

    yield given
    mail_setup.cache_clear()


def test_without_any_variable_mail_is_simply_not_set_up(environment):
    assert environment() == MailSetup()
    assert not environment().is_wanted


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("ssl", 465)])
def test_the_port_follows_from_the_kind_of_security(environment, security, port):
    server = environment(**RIGHT, **SIGNED, SECURITY=security).server
    assert (server.port, server.security, server.sender) == (port, security, "jobs@example.com")


@pytest.mark.parametrize(
    ("given", "wrong", "code"),
    [
        ({"FROM": "jobs@example.com"}, "HOST", "host"),
        ({**RIGHT, "HOST": "https://mail.example.com"}, "HOST", "host"),
        ({"HOST": "mail.example.com"}, "FROM", "from"),
        ({**RIGHT, "FROM": "Jobs <jobs@example.com>"}, "FROM", "from"),
        ({**RIGHT, "PORT": "smtp"}, "PORT", "port"),
        ({**RIGHT, "PORT": "70000"}, "PORT", "port"),
        ({**RIGHT, "SECURITY": "tls"}, "SECURITY", "security"),
        ({**RIGHT, "USER": "jobs"}, "PASSWORD", "password"),
        ({**RIGHT, "PASSWORD": "secret-word"}, "USER", "user"),
        ({**RIGHT, **SIGNED, "SECURITY": "none"}, "SECURITY", "in_clear"),
    ],
)
def test_each_mistake_is_named_with_what_was_expected(environment, capsys, given, wrong, code):
    setup = environment(**given)
    assert setup.server is None
    assert setup.is_wanted
    assert [(problem.variable, problem.code) for problem in setup.problems] == [(PREFIX + wrong, code)]
    assert _sender(threading.Event()) == [], "the server starts, without a sender"
    said = capsys.readouterr().out
    assert f"{PREFIX}{wrong}: expected" in said
    assert problems_said(setup.problems, "mail.setup.expected") == [
        f"{PREFIX}{wrong}: {texts.t(f'mail.setup.expected.{code}')}"
    ]
    assert "secret-word" not in said + repr(setup)
    Settings()


def test_a_password_is_never_shown_with_the_server(environment):
    assert "secret-word" not in repr(environment(**RIGHT, **SIGNED).server)


def test_every_code_has_its_sentence(environment):
    for language in texts.LANGUAGES:
        known = texts.texts(language)
        for field in smtp_settings.SmtpSettings.model_fields:
            name = "from" if field == "sender" else field
            assert f"mail.setup.expected.{name}" in known
