"""Ways to sign in and out: by password, by the identity provider, and by a forgotten password's message.

The forms are HTML that posts to our own routes, which alone can set cookies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

import streamlit as st

import texts
from domain import LANGUAGES
from texts import t
from texts.markup import Html
from views.common.layout import card
from views.common.text import escape_markdown, own_hour
from workflows.accounts import staff
from workflows.accounts.oidc_settings import Provider, provider_setup

FORGOTTEN_STEP = "forgotten"
"""In the address: the page for a forgotten password."""
PROVIDER_WIDTH_PX = 416
"""As wide as the fields of the form below it."""

_STYLE = """
<style>
.entregent-form { display: grid; gap: 1rem; max-width: 26rem; }
.entregent-form label { display: grid; gap: .35rem; font-weight: 600; font-size: .95rem; }
.entregent-form input, .entregent-form select {
  font: inherit; color: inherit; padding: .65rem .8rem; min-height: 2.75rem; border-radius: .75rem;
  border: 1px solid color-mix(in srgb, currentColor 45%, transparent); background: transparent; width: 100%;
  box-sizing: border-box; font-weight: 400;
}
.entregent-form input:focus-visible, .entregent-form select:focus-visible,
.entregent-form button:focus-visible { outline: 3px solid PRIMARY; outline-offset: 2px; }
.entregent-form small { font-weight: 400; opacity: .8; }
.entregent-form button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: .55rem 1.4rem; border-radius: 999px;
  border: 1px solid PRIMARY; background: PRIMARY; color: ONTOP; cursor: pointer; justify-self: start;
}
.entregent-form button.quiet { background: transparent; color: inherit;
  border-color: color-mix(in srgb, currentColor 45%, transparent); }
.entregent-form [role=alert] { border-left: 4px solid ALERT; padding: .5rem .8rem; border-radius: .4rem;
  background: color-mix(in srgb, ALERT 12%, transparent); }
</style>
"""
_LIGHT = {"PRIMARY": "#0b5d56", "ONTOP": "#ffffff", "ALERT": "#a3361f"}
_DARK = {"PRIMARY": "#66cdbd", "ONTOP": "#0d1110", "ALERT": "#ff9d86"}


@dataclass(frozen=True)
class Field:
    """One labelled input of a form."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    min_length: int = 1


def draw_form(
    action: str,
    fields: tuple[Field, ...],
    button: str,
    *,
    with_language: bool = False,
    hidden: Mapping[str, str] = MappingProxyType({}),
    is_here: bool = True,
) -> None:
    """Draw a form that posts to one of our routes.

    Parameters
    ----------
    action, fields, button
        Where it posts to, what it asks, and the word on its button.
    with_language : bool
        Whether it also asks which language to speak.
    hidden : mapping
        Values sent along.
    is_here : bool
        Whether the problem of the last try belongs to this form.
    """
    problem = problem_of_last_try() if is_here else ""
    st.html(
        Html(
            '{style}<form class="entregent-form" method="post" action="{action}">'
            '{alert}{inputs}{hidden}{language}<button type="submit">{button}</button></form>'
        ).format(
            style=_style(),
            action=action,
            alert=Html('<div role="alert" id="form-problem">{}</div>').format(problem) if problem else "",
            inputs=Html().join(_input(field, has_problem=bool(problem)) for field in fields),
            hidden=Html().join(
                Html('<input type="hidden" name="{}" value="{}">').format(name, value)
                for name, value in hidden.items()
            ),
            language=_language_choice() if with_language else "",
            button=button,
        )
    )


def sign_in_form(*, is_here: bool = True) -> None:
    """Ask for e-mail and password; ``is_here``: whether the problem of the last try belongs to it."""
    fields = (
        Field("email", t("staff.sign_in.email"), "email", "username"),
        Field("password", t("staff.sign_in.password"), "password", "current-password"),
    )
    draw_form("/auth/sign-in", fields, t("staff.sign_in.button"), is_here=is_here)


def sign_out_form() -> None:
    """Offer the way out."""
    st.html(
        Html(
            '{style}<form class="entregent-form" method="post" action="/auth/sign-out">'
            '<button type="submit" class="quiet">{button}</button></form>'
        ).format(style=_style(), button=t("staff.frame.sign_out"))
    )


def password_field(label: str) -> Field:
    """Return the field for a new password, with its rule."""
    return Field("password", label, "password", "new-password", t("staff.choose.rule"), min_length=12)


def password_fields() -> tuple[Field, Field]:
    """Return the fields for a new password, which is typed twice."""
    repeated = Field("again", t("password.choose.again"), "password", "new-password", min_length=12)
    return password_field(t("staff.choose.password")), repeated


def problem_of_last_try() -> str:
    """Return the sentence for the code a route sent back in the address, if any."""
    code = st.query_params.get("error", "")
    catalogue = texts.texts(texts.language())
    if not code:
        return ""
    if code == "too_many_attempts":
        return t("staff.errors.too_many_attempts", until=_until(st.query_params.get("until", "")))
    of_provider = f"provider.errors.{code.removeprefix('provider_')}"
    if code.startswith("provider_") and of_provider in catalogue:
        return t(of_provider, name=provider_name())
    message = catalogue.get(f"staff.errors.{code}", catalogue["staff.errors.error"])
    # A message that needs values cannot be told by its code alone.
    return catalogue["staff.errors.error"] if "{" in message else message


def provider_name() -> str:
    """Return what people call the identity provider, or what such a thing is called where none is set up."""
    provider = provider_setup().provider
    return provider.name if provider else t("provider.setup.some")


def _until(text: str) -> str:
    try:
        instant = dt.datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=dt.UTC)
    except ValueError:
        return "…"
    return own_hour(instant)


def _input(field: Field, *, has_problem: bool) -> Html:
    described = " ".join(
        name
        for name, is_there in ((f"{field.name}-hint", field.hint), ("form-problem", has_problem))
        if is_there
    )
    return Html(
        '<label>{label}<input name="{name}" type="{kind}" required autocomplete="{autocomplete}"'
        ' minlength="{min_length}" maxlength="256"{aria}>{hint}</label>'
    ).format(
        label=field.label,
        name=field.name,
        kind=field.kind,
        autocomplete=field.autocomplete,
        min_length=field.min_length,
        aria=Html(' aria-describedby="{}"').format(described) if described else "",
        hint=Html('<small id="{}-hint">{}</small>').format(field.name, field.hint) if field.hint else "",
    )


def _language_choice() -> Html:
    options = Html().join(
        Html('<option value="{}"{}>{}</option>').format(
            code, " selected" if code == texts.language() else "", t(f"staff.languages.{code}")
        )
        for code in LANGUAGES
    )
    return Html('<label>{}<select name="language">{}</select></label>').format(
        t("staff.first.language"), options
    )


def _style() -> Html:
    style = _STYLE
    for name, colour in (_DARK if st.context.theme.type == "dark" else _LIGHT).items():
        style = style.replace(name, colour)
    return Html(style)


def link_to_forgotten(label: str = "link") -> None:
    """Link to the page for a forgotten password; without mail say whom to ask. ``label``: key of its text."""
    if staff.is_offered():
        _link(t(f"password.forgotten.{label}"), step=FORGOTTEN_STEP)
    else:
        st.caption(t("password.forgotten.no_mail"))


def draw_forgotten() -> None:
    """Ask for the address, or say that a message is on its way if there is an account."""
    st.title(t("password.forgotten.title"), anchor=False)
    if not staff.is_offered():
        st.markdown(t("password.forgotten.no_mail"))
    elif st.query_params.get("sent"):
        st.success(t("password.forgotten.sent"))
        st.caption(t("password.forgotten.nothing"))
        _link(t("password.forgotten.ask_again"), step=FORGOTTEN_STEP)
    else:
        st.markdown(t("password.forgotten.lead"))
        with card("forgotten"):
            email = Field("email", t("staff.sign_in.email"), "email", "username")
            draw_form("/auth/forgotten", (email,), t("password.forgotten.button"))
    _link(t("password.forgotten.back"))


def _link(words: str, **query: str) -> None:
    """Draw a link to the first page, in the language being read."""
    address = f"/?{urlencode({**query, 'lang': texts.language()})}"
    # Standing alone, it is as high as a finger needs (WCAG 2.5.8).
    look = "color: inherit; display: inline-block; padding: .35rem 0; text-underline-offset: .2em"
    st.html(Html('<a href="{}" target="_self" style="{}">{}</a>').format(address, look, words))


def draw_provider(provider: Provider) -> None:
    """Offer to sign in by the identity provider, below the problem of the last try, if any."""
    if tried_provider_last(provider) and (problem := problem_of_last_try()):
        st.error(escape_markdown(problem))
    button = f"**{escape_markdown(t('provider.sign_in.button', name=provider.name))}**"
    if st.button(button, key="provider", type="primary", width=PROVIDER_WIDTH_PX):
        st.login()
    st.caption(escape_markdown(t("provider.sign_in.second_factor", name=provider.name)))
    if provider.is_only:
        st.markdown(escape_markdown(t("provider.sign_in.only", name=provider.name)))


def tried_provider_last(provider: Provider) -> bool:
    """Tell whether the problem in the address is the provider's, and not that of the password form."""
    return provider.is_only or st.query_params.get("error", "").startswith("provider_")


def by_provider() -> str:
    """Return how a sign-in or an account that came by the provider is marked."""
    return escape_markdown(t("provider.me.by", name=provider_name()))
