"""An inbox: messages to be sorted, each with an action, a priority and, where it is passed on, a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, ValidationError, model_validator

from assessments.content.mistakes import FieldMistakes
from assessments.items.model import Item, StemPart, Strict, Text, When
from assessments.items.scenario import Mistakes, differing_ids, unknown_ids

Action = Literal["reply_now", "reply_later", "escalate", "hide", "ignore", "thank"]
ACTIONS: tuple[Action, ...] = get_args(Action)
COMBINED = frozenset({"hide", "escalate"})
"""The two actions that may be taken together."""
MessageId = Annotated[str, Field(pattern=r"^M\d{1,2}$")]
ContactId = Annotated[str, Field(pattern=r"^[a-z_]+$")]
Priority = Annotated[int, Field(ge=1, le=4)]
"""1 now to 4 when free."""


class MessageKey(Strict):
    """The key of one message."""

    right: Annotated[tuple[Action, ...], Field(min_length=1, max_length=2)]
    """One action, or hide and escalate, which together earn full points and each alone half."""
    fair: tuple[Action, ...] = ()
    harmful: tuple[Action, ...] = ()
    priority: Priority
    contact: ContactId | None = None
    """To whom it goes when it is escalated."""

    @model_validator(mode="after")
    def _actions_are_told_apart(self) -> Self:
        named = [*self.right, *self.fair, *self.harmful]
        if twice := sorted({action for action in named if named.count(action) > 1}):
            raise FieldMistakes([("right", f"{', '.join(twice)} stands twice among right, fair and harmful")])
        if len(self.right) == 2 and set(self.right) != COMBINED:
            raise FieldMistakes([("right", "two actions can only be hide and escalate, done together")])
        return self


class MessageChange(Strict):
    """The parts of a message's key that another charter changes."""

    right: tuple[Action, ...] | None = None
    fair: tuple[Action, ...] | None = None
    harmful: tuple[Action, ...] | None = None
    priority: Priority | None = None
    contact: ContactId | None = None


class MessagesOverlay(Strict):
    """Under this charter, these parts of these messages' keys are as told here instead."""

    when: When
    set_messages: Annotated[dict[MessageId, MessageChange], Field(min_length=1)]

    def changes(self) -> dict[str, dict[str, Any]]:
        """Return message -> the parts it sets, as plain data."""
        return {
            name: change.model_dump(mode="json", exclude_unset=True)
            for name, change in self.set_messages.items()
        }


class Arrival(Strict):
    """The moment at which a late message appears."""

    minute: Annotated[int, Field(ge=1, le=12)]
    handled: Annotated[int, Field(ge=1)]
    """Without a clock: after so many messages handled."""


class TriageMessage(Strict):
    """One message of the inbox."""

    channel: Literal["comment", "review", "private_message", "internal_message"]
    by: Text | None = None
    when: Text
    text: Text


class TriageWording(Strict):
    """The texts of an inbox that the candidate reads."""

    title: Text
    stem: Annotated[tuple[StemPart, ...], Field(min_length=1)]
    messages: dict[MessageId, TriageMessage]
    contacts: dict[ContactId, Text]


class Triage(Item):
    """An inbox to be sorted against a clock."""

    format: Literal["triage"]
    key: Annotated[dict[MessageId, MessageKey], Field(min_length=1)]
    arrives: dict[MessageId, Arrival] = Field(default_factory=dict)
    rationale: dict[MessageId, Text]
    overlays: tuple[MessagesOverlay, ...] = ()
    wording: TriageWording
    adapted: dict[str, TriageWording] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        if mistakes := [*_naming(self), *_contacts(self), *_arrivals(self)]:
            raise FieldMistakes(mistakes)
        if mistakes := _overlays(self):
            raise FieldMistakes(mistakes)
        return self


def changed_key(
    key: Mapping[str, MessageKey], changes: Mapping[str, Mapping[str, Any]]
) -> dict[str, MessageKey]:
    """Return a key with some parts of some messages changed.

    Raises
    ------
    pydantic.ValidationError
        When a changed message no longer tells right, fair and harmful apart.
    """
    return {
        name: MessageKey.model_validate(message.model_dump() | dict(changes.get(name, {})))
        for name, message in key.items()
    }


def _worded(item: Triage) -> dict[str, TriageWording]:
    return {"wording": item.wording} | {f"adapted.{name}": text for name, text in item.adapted.items()}


def _naming(item: Triage) -> Mistakes:
    named = {"rationale": set(item.rationale)}
    named |= {f"{place}.messages": set(text.messages) for place, text in _worded(item).items()}
    optional = {"arrives": item.arrives}
    optional |= {
        f"overlays.{n}.set_messages": overlay.set_messages for n, overlay in enumerate(item.overlays)
    }
    return [
        *differing_ids(named, item.key, what="messages"),
        *unknown_ids(optional, item.key, what="messages"),
    ]


def _contacts(item: Triage) -> Mistakes:
    keyed = [(f"key.{name}.contact", message.contact) for name, message in item.key.items()]
    keyed += [
        (f"overlays.{n}.set_messages.{name}.contact", change.contact)
        for n, overlay in enumerate(item.overlays)
        for name, change in overlay.set_messages.items()
    ]
    return [
        (path, f"{contact!r} is none of the contacts of {place}")
        for place, text in _worded(item).items()
        for path, contact in keyed
        if contact is not None and contact not in text.contacts
    ]


def _arrivals(item: Triage) -> Mistakes:
    early = len(item.key) - len(item.arrives)
    return [
        (f"arrives.{name}.handled", f"{arrival.handled} messages cannot be handled before: {early} are there")
        for name, arrival in item.arrives.items()
        if arrival.handled > early
    ]


def _overlays(item: Triage) -> Mistakes:
    """Try every overlay alone: what it makes of a message must still be a sound key."""
    mistakes: Mistakes = []
    for number, overlay in enumerate(item.overlays):
        try:
            changed_key(item.key, overlay.changes())
        except ValidationError as problem:
            mistakes.append((f"overlays.{number}.set_messages", str(problem.errors()[0]["msg"])))
    return mistakes
