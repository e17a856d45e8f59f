"""The parts of a charter: what may circulate, moderation, tone, sponsored content, contacts, company."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assessments.model import Strict, Text

InfoLevel = Literal["public", "public_once_confirmed", "internal", "confidential"]
Moderation = Literal["keep", "warn_first", "hide", "hide_and_escalate"]
Domain = Literal["after_sales", "sales", "hr", "legal_dpo", "safety", "press", "it", "crisis"]
Confidential = Literal["confidential"]
Minutes = Annotated[int, Field(ge=15, le=2880)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Information(Strict):
    """What may circulate, by category."""

    prices_offers: InfoLevel = "public"
    price_changes: Literal["internal", "confidential"] = "internal"
    """A price not yet announced; public ones are ``prices_offers``."""
    stock_delivery: InfoLevel = "public_once_confirmed"
    customer_cases: Confidential = "confidential"
    staff_names: Literal["public_with_consent", "internal", "confidential"] = "public_with_consent"
    staff_matters: InfoLevel = "confidential"
    incidents: InfoLevel = "internal"
    sales_figures: InfoLevel = "internal"
    """Figures of activity: sales, loans, budget."""
    strategy: InfoLevel = "confidential"
    partners: InfoLevel = "internal"
    legal: InfoLevel = "confidential"
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
    house_languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, max_length=6)] = ("fr", "en")


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
    gender: Literal["m", "f"] = "m"
    """Of the French role, for its article."""
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
