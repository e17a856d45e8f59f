"""The company's social-media charter: every field, its allowed values and what is locked.

Field list and defaults follow blueprint §2. A locked field has one allowed value: law or honesty, not house
style, so no campaign may change it and no overlay may rest on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assessments.model import Language, Strict, Text

InfoLevel = Literal["public", "public_once_confirmed", "internal", "confidential"]
Moderation = Literal["keep", "warn_first", "hide", "hide_and_escalate"]
Domain = Literal["after_sales", "sales", "hr", "legal_dpo", "safety", "press", "it", "crisis"]
Confidential = Literal["confidential"]
Minutes = Annotated[int, Field(ge=15, le=2880)]


class Information(Strict):
    """What may circulate, by category."""

    prices_offers: InfoLevel = "public"
    price_changes: Literal["internal", "confidential"] = "internal"
    stock_delivery: InfoLevel = "public_once_confirmed"
    customer_cases: Confidential = "confidential"
    staff_names: Literal["public_with_consent", "internal", "confidential"] = "public_with_consent"
    staff_matters: Confidential = "confidential"
    incidents: InfoLevel = "internal"
    sales_figures: InfoLevel = "internal"
    strategy: Confidential = "confidential"
    partners: InfoLevel = "internal"
    legal: Confidential = "confidential"
    loan_data: Confidential | None = None
    """Members' loan records; None where the company lends nothing."""


class ModerationPolicy(Strict):
    """What is done with each type of comment."""

    civil_criticism: Literal["keep"] = "keep"
    off_topic: Moderation = "keep"
    spam: Moderation = "hide"
    profanity: Moderation = "warn_first"
    insult_person: Moderation = "hide"
    personal_data: Literal["hide_and_escalate"] = "hide_and_escalate"
    hate: Literal["hide_and_escalate"] = "hide_and_escalate"
    threat: Literal["hide_and_escalate"] = "hide_and_escalate"


class Tone(Strict):
    """How the company speaks."""

    address: Literal["vous", "tu", "mirror"] = "vous"
    humour: Literal["none", "light", "free"] = "light"
    emoji: Literal["none", "sparing", "free"] = "sparing"
    signature: Literal["brand", "first_name"] = "first_name"
    reply_language: Literal["writer_if_possible", "house_language", "house_and_writer"] = "writer_if_possible"
    house_languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("fr", "en")


class Disclosure(Strict):
    """Sponsored content."""

    label_visible: Literal[True] = True
    staff_reviews_forbidden: Literal[True] = True
    gift_log: bool = True


class PrivateChannel(Strict):
    """Data that may be asked for in private; none may be asked for in public."""

    may_ask: tuple[Literal["order_number", "callback_time", "member_number", "account_name"], ...] = (
        "order_number",
        "callback_time",
    )
    ask_in_public: Literal[False] = False


class Contact(Strict):
    """Who takes over a matter of one domain."""

    domain: Domain
    role: Text
    channel: Text
    max_delay_min: Annotated[int, Field(ge=1, le=10080)]
    backup: Text | None = None


class Company(Strict):
    """Who recruits, as candidates see it."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    initials: Annotated[str, Field(min_length=1, max_length=3)]
    about: Text
    """One line under the name on the company's page."""
    town: str = ""


class Charter(Strict):
    """The rules set between staff and company before anybody speaks in public."""

    company: Company
    employer_mention: Literal["forbidden", "allowed_with_disclaimer", "encouraged"] = "allowed_with_disclaimer"
    info: Information = Information()
    photo_consent: Literal["written_each_use", "written_time_limited", "no_identifiable_people"] = (
        "written_each_use"
    )
    photo_consent_minors: bool = True
    response_target_public: Minutes = 120
    response_target_private: Minutes = 240
    coverage: Literal["business_hours", "extended_7d", "24_7"] = "extended_7d"
    off_hours_owner: Literal["duty_roster", "agency", "auto_ack", "none"] = "duty_roster"
    duty_delay_min: Annotated[int, Field(ge=5, le=1440)] = 30
    role_model: Literal["dedicated_team", "dedicated_single", "add_on"] = "dedicated_single"
    publish_ceiling: Annotated[int, Field(ge=0, le=4)] = 2
    """Highest severity (0 routine to 4 injury, authority, outage) answered without approval."""
    holding_reply_allowed: bool = True
    escalation: Annotated[tuple[Contact, ...], Field(min_length=1)]
    goodwill_limit_eur: Annotated[Decimal, Field(ge=0, le=10000)] = Decimal(0)
    goodwill_public: bool = False
    moderation: ModerationPolicy = ModerationPolicy()
    evidence_first: Literal[True] = True
    tone: Tone = Tone()
    disclosure: Disclosure = Disclosure()
    private_channel: PrivateChannel = PrivateChannel()
    ai_assist: Literal["forbidden", "draft_human_sends", "auto_ack_disclosed"] = "draft_human_sends"
    crisis_freeze: Literal["manual", "auto"] = "manual"
    neutrality: Literal["standard", "public_service"] = "standard"
    jurisdiction: Literal["FR", "EU", "UK", "US"] = "FR"
    brand_lexicon: Annotated[str, Field(pattern=r"^[a-z_]+$")] = "car"
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = "1.0.0"
    approved_by: Annotated[str, Field(min_length=1)]
    date: dt.date


class Warning_(Strict):
    """Something a recruiter should read before going on; never blocks by itself."""

    field: str
    text: Text


def warnings(charter: Charter) -> tuple[Warning_, ...]:
    """List where a charter is at odds with the source note's advice, with the law's caution, or with itself."""
    return tuple(_warnings(charter))


def _warn(field: str, en: str, fr: str) -> Warning_:
    return Warning_(field=field, text=Text(en=en, fr=fr))


def _warnings(charter: Charter) -> Iterator[Warning_]:
    if charter.employer_mention == "forbidden":
        yield _warn(
            "employer_mention",
            "In France a ban on naming the employer on private profiles must be justified and proportionate.",
            "En France, interdire de citer l'employeur sur un profil privé doit être justifié et proportionné.",
        )
    if charter.coverage == "business_hours":
        yield _warn(
            "coverage",
            "At odds with permanent monitoring: nobody watches the pages in the evening and at weekends.",
            "En contradiction avec une veille permanente : personne ne suit les pages le soir et le week-end.",
        )
    if charter.off_hours_owner in ("auto_ack", "none"):
        yield _warn(
            "off_hours_owner",
            "At odds with permanent monitoring: outside hours, no person reads the messages.",
            "En contradiction avec une veille permanente : hors horaires, personne ne lit les messages.",
        )
    if charter.off_hours_owner == "duty_roster":
        yield _warn(
            "off_hours_owner",
            "Check that on-call time is paid and that the right to disconnect is kept.",
            "Vérifiez que l'astreinte est rémunérée et que le droit à la déconnexion est respecté.",
        )
    if charter.role_model == "add_on":
        yield _warn(
            "role_model",
            "At odds with a dedicated post: the workload will be shown to candidates.",
            "En contradiction avec un poste dédié : la charge de travail sera indiquée aux candidats.",
        )
    if charter.publish_ceiling == 0:
        yield _warn(
            "publish_ceiling",
            "At odds with direct contact: every reply waits for approval.",
            "En contradiction avec un contact direct : chaque réponse attend une validation.",
        )
    for contact in charter.escalation:
        if contact.backup is None:
            yield _warn(
                f"escalation.{contact.domain}",
                f"No backup is named for “{contact.role.en}”.",
                f"Aucun suppléant n'est désigné pour « {contact.role.fr} ».",
            )
