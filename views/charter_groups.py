"""Every field of the charter, in the order in which it is asked, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal[
    "line", "both", "sentence", "word", "several", "languages", "whole", "money", "day", "locked", "lexicon",
    "loans", "jurisdiction",
]  # fmt: skip


class Field(NamedTuple):
    """A charter field by its path, and how it is asked."""

    path: str
    kind: Kind
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True)
class Group:
    """Fields about one subject."""

    id: str
    fields: tuple[Field, ...]


def _fields(kind: Kind, prefix: str, *names: str) -> tuple[Field, ...]:
    return tuple(Field(f"{prefix}{name}", kind) for name in names)


GROUPS = (
    Group(
        "company",
        (
            Field("company.name", "line", highest=80),
            Field("company.initials", "line", highest=3),
            Field("company.about", "both", highest=160),
            Field("company.town", "line", highest=80),
            Field("brand_lexicon", "lexicon"),
        ),
    ),
    Group(
        "speakers",
        (
            *_fields("sentence", "", "employer_mention", "role_model"),
            Field("workload", "both", highest=160),
            Field("neutrality", "sentence"),
        ),
    ),
    Group(
        "information",
        (
            *_fields("word", "info.", "prices_offers", "price_changes", "stock_delivery", "staff_names"),
            *_fields("word", "info.", "staff_matters", "incidents", "sales_figures", "strategy", "partners"),
            Field("info.legal", "word"),
            Field("info.customer_cases", "locked"),
            Field("info.loan_data", "loans"),
        ),
    ),
    Group("images", _fields("sentence", "", "photo_consent", "photo_consent_minors")),
    Group(
        "answering",
        (
            Field("response_target_public", "whole", 15, 2880),
            Field("response_target_private", "whole", 15, 2880),
            *_fields("sentence", "", "coverage", "off_hours_owner"),
            Field("duty_delay_min", "whole", 5, 1440),
        ),
    ),
    Group(
        "remit",
        (
            *_fields("sentence", "", "publish_ceiling", "holding_reply_allowed"),
            Field("goodwill_limit_eur", "money", 0, 10000),
            Field("goodwill_public", "sentence"),
            Field("private_channel.may_ask", "several"),
            Field("private_channel.ask_in_public", "locked"),
        ),
    ),
    Group("contacts", ()),
    Group(
        "moderation",
        (
            *_fields("word", "moderation.", "off_topic", "spam", "profanity", "insult_person"),
            *_fields("locked", "moderation.", "civil_criticism", "personal_data", "hate", "threat"),
            Field("evidence_first", "locked"),
        ),
    ),
    Group(
        "tone",
        (
            *_fields("word", "tone.", "address", "humour", "emoji", "signature"),
            Field("tone.reply_language", "sentence"),
            Field("tone.house_languages", "languages"),
        ),
    ),
    Group(
        "tools",
        (
            *_fields("locked", "disclosure.", "label_visible", "staff_reviews_forbidden"),
            *_fields("sentence", "", "disclosure.gift_log", "ai_assist", "crisis_freeze"),
        ),
    ),
    Group(
        "footer",
        (
            Field("version", "line", highest=20),
            Field("approved_by", "line", highest=120),
            Field("date", "day"),
            Field("jurisdiction", "jurisdiction"),
        ),
    ),
)
