"""The pictures of interviews, for ``tests.browser.pictures``: the room, a submitted sheet, all the sheets."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.interview_site import InterviewSite, Meeting
from workflows.accounts import my_account
from workflows.common.access import Actor
from workflows.interviews import room as rooms

NOTES = {
    "fr": (
        "Un voisin criait pour un colis. Il a d'abord trouvé cela démesuré, puis a appris que c'était la "
        "montre de son père. A dit : « À votre place, je serais hors de moi aussi. » Prévient depuis, "
        "avant de livrer.",
        "Deux membres du club. A attendu le soir, a vu chacun à part, a rappelé la règle à tous deux.",
        "Une amie voulait savoir pour un départ. A refusé tout net, a proposé de parler d'autre chose.",
    ),
    "en": (
        "A neighbour shouted about a parcel. He first found it far too much, then learnt that it held her "
        'late father\'s watch. Said: "In your place I would be beside myself too." Now calls first.',
        "Two members of the club. Waited for the evening, saw each alone, reminded both of the rule.",
        "A friend asked about a dismissal. Refused plainly, offered to talk of something else.",
    ),
}
RATINGS = (5, 4, 3, None, 4, 2, 3, 5)
OTHERS = (3, 4, 3, None, 2, 2, 4, 5)
CONCLUDED = {
    "fr": ("yes", "Précis et calme sous la pression ; apprend de ses erreurs sans chercher de coupable."),
    "en": ("yes", "Exact and calm under pressure; learns from mistakes, looks for nobody to blame."),
}
DOUBTED = {
    "fr": ("no", "Répond bien à chaud, mais attend trop longtemps avant de passer la main."),
    "en": ("no", "Answers well on the spot, but waits too long before handing over."),
}


def room(site: InterviewSite, page: Page, language: str) -> None:
    """Enter a room in which three questions are rated, and begin the fourth."""
    meeting = _meeting(site, language)
    body = _sheet(site, meeting.panel[0], meeting.id, RATINGS, language)
    begun = {name: answer for name, answer in body["answers"].items() if name in ("Q1", "Q2", "Q3")}
    with site.open():
        rooms.save_sheet(meeting.panel[0], meeting.id, revision=1, body={"answers": begun})
    site.sit_down(page.context, meeting.panel[0]).close()
    site.enter(page, meeting)
    page.locator("[data-question=Q1]").click(position={"x": 8, "y": 8})
    page.mouse.move(0, 0)


def submitted(site: InterviewSite, page: Page, language: str) -> None:
    """Go to a sheet that is in while another is still to come."""
    meeting = _meeting(site, language)
    _submit(site, meeting.panel[0], meeting.id, RATINGS, language)
    site.sit_down(page.context, meeting.panel[0]).close()
    page.goto(f"{site.product.address}/room?interview={meeting.id}")
    expect(page.locator(".sent-line").first).to_be_visible()


def consensus(site: InterviewSite, page: Page, language: str) -> None:
    """Go to all the sheets of an interview."""
    meeting = _meeting(site, language)
    for who, ratings in zip(meeting.panel, (RATINGS, OTHERS), strict=True):
        _submit(site, who, meeting.id, ratings, language)
    site.sit_down(page.context, meeting.panel[0]).close()
    page.goto(f"{site.product.address}/interviews?interview={meeting.id}")
    expect(page.locator(".panel")).to_be_visible()


def _meeting(site: InterviewSite, language: str) -> Meeting:
    meeting = site.meeting("Ana Ribeiro", "Bo Lindgren", whom="Sacha Morel")
    with site.open():
        my_account.speak(meeting.panel[0], language)
    return meeting


def _submit(
    site: InterviewSite, who: Actor, interview_id: str, ratings: tuple[int | None, ...], language: str
) -> None:
    body = _sheet(site, who, interview_id, ratings, language)
    with site.open():
        rooms.submit_sheet(who, interview_id, body=body)


def _sheet(
    site: InterviewSite, who: Actor, interview_id: str, ratings: tuple[int | None, ...], language: str
) -> dict:
    with site.open():
        asked = [question.id for question in rooms.room(who, interview_id).guide.questions]
    notes = NOTES[language]
    answers = {
        name: {
            "rating": rating,
            "not_observed": rating is None,
            "evidence": "" if rating is None else notes[at % len(notes)],
            "probes": [0, 2],
        }
        for at, (name, rating) in enumerate(zip(asked, ratings, strict=True))
    }
    recommendation, reason = (DOUBTED if ratings is OTHERS else CONCLUDED)[language]
    return {"answers": answers, "recommendation": recommendation, "reason": reason}
