"""Letters to candidates and messages to staff as a colleague writes them: plain text in their language."""

from __future__ import annotations

import texts
from texts import day, t
from texts.zones import named
from workflows.mail.letters import Letter, Occasion, StaffOccasion


def letter(about: Occasion) -> Letter:
    """Write the letter of an occasion, in its own language, whatever the page's is."""
    before = texts.language()
    texts.use(about.language)
    try:
        return _LETTERS[about.kind](about)
    finally:
        texts.use(before)


def _invitation(about: Occasion) -> Letter:
    return _finished(
        about,
        _say(about, "invitation.subject"),
        _say(about, "invitation.thanks"),
        t("mail.letters.invitation.what"),
        t("mail.letters.invitation.link") + "\n" + about.link,
        _until(about),
        t("mail.letters.personal"),
        t("mail.letters.contact", contact=about.recruiter_contact),
    )


def _reminder(about: Occasion) -> Letter:
    return _finished(
        about,
        _say(about, "reminder.subject"),
        _say(about, "reminder.still") + "\n" + about.link,
        t("mail.letters.reminder.both"),
        _until(about),
        t("mail.letters.reminder.no_more"),
        t("mail.letters.contact", contact=about.recruiter_contact),
    )


def _interview(about: Occasion) -> Letter:
    when = named(about.starts_at, about.time_zone) if about.starts_at else ""
    if about.is_cancelled:
        return _finished(
            about,
            t("mail.letters.interview.subject_cancelled", company=about.company),
            _say(about, "interview.cancelled", when),
            t("mail.letters.question", contact=about.recruiter_contact),
        )
    subject = (
        t("mail.letters.interview.subject_moved", company=about.company)
        if about.is_moved
        else _say(about, "interview.subject")
    )
    opening = _say(about, f"interview.{'moved' if about.is_moved else 'date'}")
    facts = [t("mail.letters.interview.when", when=when, minutes=about.minutes)]
    if about.place:
        facts.append(t("mail.letters.interview.where", place=about.place))
    return _finished(
        about,
        subject,
        opening,
        "\n".join(facts),
        t("mail.letters.interview.file"),
        t("mail.letters.interview.other_date", contact=about.recruiter_contact),
    )


def _decision(about: Occasion) -> Letter:
    return _finished(
        about,
        _say(about, f"{about.kind}.subject"),
        _say(about, f"{about.kind}.text"),
        t("mail.letters.question", contact=about.recruiter_contact),
    )


def _request_answered(about: Occasion) -> Letter:
    way = (
        (t("mail.letters.request_answered.page") + "\n" + about.link, t("mail.letters.personal"))
        if about.link
        else (t("mail.letters.request_answered.closed", contact=about.recruiter_contact),)
    )
    return _finished(
        about,
        _say(about, "request_answered.subject"),
        _say(about, "request_answered.text"),
        *way,
    )


_LETTERS = {
    "invitation": _invitation,
    "reminder": _reminder,
    "interview": _interview,
    "decision_offer": _decision,
    "decision_reject": _decision,
    "decision_hold": _decision,
    "request_answered": _request_answered,
}


def _finished(about: Occasion, subject: str, *paragraphs: str) -> Letter:
    signed = "\n".join(line for line in (about.recruiter_name, about.company) if line)
    whole = (t("mail.letters.hello", name=about.name), *paragraphs, t("mail.letters.regards"), signed)
    return Letter(subject, "\n\n".join(part for part in whole if part) + "\n")


def _until(about: Occasion) -> str:
    return t("mail.letters.until", until=named(about.until, about.time_zone)) if about.until else ""


def _say(about: Occasion, name: str, when: str = "") -> str:
    return t(f"mail.letters.{name}", company=about.company, job=about.job_title, when=when)


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
        return _staff_finished(
            about, t("staff_letters.password_changed.text"), t("staff_letters.password_changed.not_you")
        )
    return _staff_finished(
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
    return _staff_finished(
        about,
        t(f"staff_letters.{about.kind}.text"),
        "\n".join(facts),
        f"{t('staff_letters.request.page')}\n{about.link}",
        t("staff_letters.request.nobody"),
    )


def _staff_finished(about: StaffOccasion, *paragraphs: str) -> Letter:
    hello = t("mail.letters.hello", name=about.name)
    subject = t(f"staff_letters.{about.kind}.subject", campaign=about.campaign)
    return Letter(subject, "\n\n".join((hello, *paragraphs, t("staff_letters.signed"))) + "\n")
