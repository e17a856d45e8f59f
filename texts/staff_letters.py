"""Messages to members of staff: plain text in their language; no candidate, no answer, no score."""

from __future__ import annotations

import texts
from texts import day, t
from workflows.letters import Letter
from workflows.staff_letters import StaffOccasion


def staff_letter(about: StaffOccasion) -> Letter:
    """Write the message of an occasion, in its own language, whatever the page's is."""
    before = texts.language()
    texts.use(about.language)
    try:
        return _of_request(about) if about.request else _of_password(about)
    finally:
        texts.use(before)


def _of_password(about: StaffOccasion) -> Letter:
    if about.kind == "password_changed":
        return _finished(
            about, t("staff_letters.password_changed.text"), t("staff_letters.password_changed.not_you")
        )
    return _finished(
        about,
        f"{t('staff_letters.password_link.text')}\n{about.link}",
        t("staff_letters.password_link.once"),
        t("staff_letters.password_link.not_you"),
    )


def _of_request(about: StaffOccasion) -> Letter:
    facts = [
        t("staff_letters.request.campaign", campaign=about.campaign),
        t("staff_letters.request.kind", kind=t(f"rights.kinds.{about.request}")),
    ]
    if about.due_on is not None:
        facts.append(t("staff_letters.request.due", date=day(about.due_on)))
    return _finished(
        about,
        t(f"staff_letters.{about.kind}.text"),
        "\n".join(facts),
        f"{t('staff_letters.request.page')}\n{about.link}",
        t("staff_letters.request.nobody"),
    )


def _finished(about: StaffOccasion, *paragraphs: str) -> Letter:
    hello = t("mail.letters.hello", name=about.name)
    subject = t(f"staff_letters.{about.kind}.subject", campaign=about.campaign)
    return Letter(subject, "\n\n".join((hello, *paragraphs, t("staff_letters.signed"))) + "\n")
