"""The company's social-media charter: every field, its allowed values, what is locked.

A locked field has one allowed value: law or honesty, not house style, so no campaign may change it and no
overlay may rest on it. Why it is locked, and what a recruiter should read before going on, is data:
``content/locks.yaml`` and ``content/cautions.yaml``.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from assessments.content.mistakes import checked
from assessments.content.reading import CONTENT, read_yaml
from assessments.items.keys import holds, value_at
from assessments.items.model import Strict, Text, When
from domain import Jurisdiction
from errors import ContentError

InfoLevel = Literal["public", "public_once_confirmed", "internal", "confidential"]
Moderation = Literal["keep", "warn_first", "hide", "hide_and_escalate"]
Domain = Literal["after_sales", "sales", "hr", "legal_dpo", "safety", "press", "it", "crisis"]
Confidential = Literal["confidential"]
Minutes = Annotated[int, Field(ge=15, le=2880)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Information(Strict):
    """Categories of information, with how far each may circulate."""

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
    """The handling of each type of comment."""

    civil_criticism: Literal["keep"] = "keep"
    off_topic: Moderation = "keep"
    spam: Moderation = "hide"
    profanity: Moderation = "warn_first"
    insult_person: Moderation = "hide"
    personal_data: Literal["hide_and_escalate"] = "hide_and_escalate"
    hate: Literal["hide_and_escalate"] = "hide_and_escalate"
    threat: Literal["hide_and_escalate"] = "hide_and_escalate"


class Tone(Strict):
    """The company's way of speaking."""

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
    """The contact who takes over a matter of one domain."""

    domain: Domain
    role: Text
    gender: Literal["m", "f"] = "m"
    """Of the French role, for its article."""
    channel: Text
    max_delay_min: Annotated[int, Field(ge=1, le=10080)]
    backup: Text | None = None


class Company(Strict):
    """The company that recruits, as candidates see it."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    initials: Annotated[str, Field(min_length=1, max_length=3)]
    about: Text
    """One line under the name on the company's page."""
    town: str = ""


class Charter(Strict):
    """The rules set between staff and company before anybody speaks in public."""

    company: Company
    employer_mention: Literal["forbidden", "allowed_with_disclaimer", "encouraged"] = (
        "allowed_with_disclaimer"
    )
    info: Information = Information()
    photo_consent: Literal["written_each_use", "written_time_limited", "no_identifiable_people"] = (
        "written_each_use"
    )
    photo_consent_minors: bool = True
    """Both holders of parental authority must agree in writing."""
    response_target_public: Minutes = 120
    response_target_private: Minutes = 240
    coverage: Literal["business_hours", "extended_7d", "24_7"] = "extended_7d"
    off_hours_owner: Literal["duty_roster", "agency", "auto_ack", "none"] = "duty_roster"
    duty_delay_min: Annotated[int, Field(ge=5, le=1440)] = 30
    role_model: Literal["dedicated_team", "dedicated_single", "add_on"] = "dedicated_single"
    workload: Text | None = None
    """The share of a post, or the size of the team, in words; shown to candidates."""
    publish_ceiling: Annotated[int, Field(ge=0, le=4)] = 2
    """Highest severity (0 routine to 4 injury, authority, outage) answered without approval."""
    holding_reply_allowed: bool = True
    escalation: Annotated[tuple[Contact, ...], Field(min_length=1)]
    goodwill_limit_eur: Annotated[Decimal, Field(ge=0, le=10000, max_digits=7, decimal_places=2)] = Decimal(0)
    goodwill_public: bool = False
    moderation: ModerationPolicy = ModerationPolicy()
    evidence_first: Literal[True] = True
    tone: Tone = Tone()
    disclosure: Disclosure = Disclosure()
    private_channel: PrivateChannel = PrivateChannel()
    ai_assist: Literal["forbidden", "draft_human_sends", "auto_ack_disclosed"] = "draft_human_sends"
    crisis_freeze: Literal["manual", "auto"] = "manual"
    neutrality: Literal["standard", "public_service"] = "standard"
    jurisdiction: Jurisdiction = "FR"
    brand_lexicon: Annotated[str, Field(pattern=r"^[a-z_]+$")] = "car"
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = "1.0.0"
    approved_by: Annotated[str, Field(min_length=1)]
    date: dt.date

    @model_validator(mode="after")
    def _one_contact_per_domain(self) -> Self:
        domains = [contact.domain for contact in self.escalation]
        if twice := sorted({domain for domain in domains if domains.count(domain) > 1}):
            raise ValueError(
                f"escalation names {', '.join(twice)} twice; one contact per domain, with a backup"
            )
        return self


def charter_from(data: Mapping[str, Any], *, source: str = "charter") -> Charter:
    """Return a charter from plain data, as read from YAML or filled in on a page.

    Raises
    ------
    ContentError
        One line per mistake: the field, the value, the allowed ones; for a locked field, why it is locked.
    """
    _refuse_locked(data, source=source)
    return checked(data, Charter, source=source)


def plain_charter(charter: Charter) -> dict[str, Any]:
    """Return the charter as JSON-ready data: what charter tests read and what a form keeps."""
    plain = charter.model_dump(mode="json")
    limit = charter.goodwill_limit_eur
    plain["goodwill_limit_eur"] = int(limit) if limit == int(limit) else float(limit)
    return plain


class Lock(Strict):
    """A field with one allowed value, and the law or the honesty behind it."""

    field: str
    value: str | bool
    why: Text


class Caution(Strict):
    """Something a recruiter should read before going on; it never blocks by itself."""

    field: str
    text: Text


class _Rule(Strict):
    when: When
    field: str
    text: Text


def cautions(charter: Charter) -> tuple[Caution, ...]:
    """List where a charter is at odds with the source note, with the law's caution, or with itself."""
    plain = plain_charter(charter)
    conditional = [Caution(field=rule.field, text=rule.text) for rule in _rules() if holds(rule.when, plain)]
    return (*conditional, *(_no_backup(contact) for contact in charter.escalation if contact.backup is None))


@functools.cache
def locks() -> Mapping[str, Lock]:
    """Return the locked fields by path, each with its only value and the reason."""
    return {lock.field: lock for lock in _read("locks.yaml", Lock)}


def _refuse_locked(data: Mapping[str, Any], *, source: str) -> None:
    """Raise ContentError if plain charter data give a locked field another value."""
    if refused := list(_broken_locks(data)):
        lines = [f"{source}, {line}" for line in refused]
        raise ContentError("\n".join(lines), file=source, mistakes=tuple(lines))


def _broken_locks(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with each locked field that has another value."""
    for lock in locks().values():
        try:
            value = value_at(data, lock.field)
        except ContentError:
            continue  # not written: the locked value is the default
        # An absent category (no loans) is not another value of it.
        if value is not None and value != lock.value:
            yield (
                f"field {lock.field}: got {_shown(value)}, but this field is locked: it is always "
                f"{lock.value!r}. {lock.why.en}"
            )


def _shown(value: object) -> str:
    """Return a value for a message; of a collection only what it is, as it may be endless."""
    return repr(value)[:60] if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def _no_backup(contact: Contact) -> Caution:
    text = Text(
        en=f"No backup is named for “{contact.role.en}”: who answers on their day off?",
        fr=f"Personne ne remplace « {contact.role.fr} » : qui répond en son absence ?",
    )
    return Caution(field=f"escalation.{contact.domain}", text=text)


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_read("cautions.yaml", _Rule))


def _read(name: str, model: type[Any]) -> list[Any]:
    data = read_yaml(CONTENT / name)
    if not isinstance(data, list):
        raise ContentError(f"{name}: expected a list.", file=name)
    return [checked(entry, model, source=name) for entry in data]
