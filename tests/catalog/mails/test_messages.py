"""How mails look: readable as plain text, and the same as sober HTML."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage as Read
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.mails import messages
from catalog.mails.messages import WIDTH, message
from tests.effort import tries

LINK = "https://massnahmen.example.org/rueckmeldung/" + "x" * 80 + "/"
LONG = "Beratung für Menschen in Schulden ausbauen und in allen Stadtteilen mit eigenen Räumen anbieten"
TEXT = f"""Guten Tag,

{LONG}. {LONG}.

- A1 {LONG}
- A2 Kurz

Hier geht es weiter:

{LINK}

-- 
Maßnahmen
https://massnahmen.example.org
"""  # noqa: W291 - the sign of a foot has a blank


def mail_of(text: str, monkeypatch: pytest.MonkeyPatch, **options: Any) -> EmailMultiAlternatives:
    def rendered(name: str, context: dict[str, Any]) -> str:
        return text if name == "x.txt" else render_to_string(name, context)

    monkeypatch.setattr(messages, "render_to_string", rendered)
    return message("Betreff <b>", "x.txt", {}, "amt@example.org", **options)


def parts_of(mail: EmailMultiAlternatives) -> tuple[str, BeautifulSoup]:
    read = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert isinstance(read, Read)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain
    assert html
    return plain.get_content(), BeautifulSoup(html.get_content(), "lxml")


def test_the_plain_text_has_short_lines_and_links_on_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, _html = parts_of(mail_of(TEXT, monkeypatch))
    lines = plain.splitlines()
    assert LINK in lines
    assert all(len(line) <= WIDTH for line in lines if line != LINK)
    assert "-- " in lines
    (first, second) = [place for place, line in enumerate(lines) if line.startswith("- ")]
    assert all(line.startswith("  ") for line in lines[first + 1 : second])
    assert " ".join(plain.split()) == " ".join(TEXT.split())


def test_the_html_says_the_same_and_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, html = parts_of(mail_of(TEXT, monkeypatch))
    assert html.html
    assert html.body
    assert html.html["lang"] == "de"
    (heading,) = html.select("h1")
    heading.extract()
    assert html.body.get_text(" ", strip=True).split() == re.sub(r"(?m)^-+ ", "", plain).split()
    assert [link["href"] for link in html.select("a")] == [LINK]
    assert len(html.select("ul > li")) == 2
    assert html.select("img, script, link, iframe, object, form, [src], [style], [onload]") == []
    assert "url(" not in str(html.style)


def test_headers_keep_automatic_answers_away_and_offer_to_unsubscribe(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = mail_of(TEXT, monkeypatch).message()
    assert plain["Auto-Submitted"] == "auto-generated"
    assert plain["List-Unsubscribe"] is None
    mail = mail_of(TEXT, monkeypatch, unsubscribe_url="https://example.org/aus/").message()
    assert mail["List-Unsubscribe"] == "<https://example.org/aus/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@hypothesis_settings(max_examples=tries(60), deadline=None)
@given(text=st.text(max_size=300), subject=st.text(max_size=200))
def test_no_text_breaks_a_mail_or_writes_into_its_html(text: str, subject: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        mail = mail_of(f"{text}\n\n<script src=x></script> & mehr", patched)
        mail.subject = messages.one_line_subject(subject)
        _plain, html = parts_of(mail)
    assert html.select("script") == []
    assert "<script src=x></script> & mehr" in html.get_text()
