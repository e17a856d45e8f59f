"""The product running with harmful text in every field that a person can fill, put there by the workflows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.server import Product
from data.campaigns.campaigns import add_member
from data.campaigns.forms import form_body
from data.common.engine import reading, writing
from data.mail.outbox import NewMail, add_mails, change_mail
from data.marking.markers import TrainingMark, add_training_mark
from data.privacy.requests import KINDS
from scoring.formats.formats import FORMATS
from tests.databases import bind_file
from tests.office import PASSWORD
from tests.payloads import PAYLOADS, SHORT, everything
from tests.site import ITEMS
from workflows import sitting
from workflows.accounts import (
    my_account,
    sign_in,
    staff,  # fmt: skip
)
from workflows.campaigns import charters, drafts, guide_drafts, lifecycle
from workflows.candidates import import_list, invitations
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.server import prepare
from workflows.comparison import decisions, explanation, names
from workflows.demo import sample as demo_sample
from workflows.interviews import consensus, planning, room
from workflows.interviews.panel import SeatPlan
from workflows.marking import desk, markers
from workflows.marking.assignment import marked_items_of, prompt_of
from workflows.privacy import requests, rights

REPLY = "O1"
STAGES = ("language", "notice", "charter", "accommodations", "practice", "scenes", "end")
"""Where the first candidates are left, one at each."""


class PayloadSite:
    """A running server; ``texts`` holds what was put into which field, by a mark that begins it."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "payloads.db"
        self.log = folder / "payloads.log"
        self.product = Product(self.database, self.log)
        # A mail server that never answers: nothing waits to be sent.
        self.product.environment |= {
            "ENTREGENT_SMTP_HOST": "localhost", "ENTREGENT_SMTP_PORT": "9",
            "ENTREGENT_SMTP_SECURITY": "none", "ENTREGENT_SMTP_FROM": "jobs@example.com",
        }  # fmt: skip
        self.texts: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        with self.open():
            prepare()
            self.owner = self._owner()
            self.campaign_id = self._campaign()
            self._people()
            self._marks()
            self._interview()
            self._judge()
            self._team()
            self._ask()
            self._write()
            self.draft_id = lifecycle.copy(self.owner, self.campaign_id, self.short("copied title"))
            self.staff_token = self._sign_in(self.owner)
            self.panel_token = self._sign_in(self.panel[0])
            self.marker_token = self._sign_in(self.marker)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work on the server's database from here."""
        bound = bind_file(self.database)
        try:
            yield
        finally:
            bound.dispose()

    def short(self, field: str) -> str:
        """Return a line for a field."""
        return self._marked(field, SHORT)

    def long(self, field: str, most: int = 4000) -> str:
        """Return every payload for a field that takes long texts."""
        return self._marked(field, f"{SHORT}\n{everything()}"[: most - 10])

    def both(self, field: str, more: str = "") -> dict[str, str]:
        """Return a line for a field with two languages."""
        line = self._marked(field, f"{SHORT}{more}")
        return {"en": line, "fr": line}

    def _marked(self, field: str, text: str) -> str:
        mark = f"Qf{len(self.texts):02d}q"
        self.texts[mark] = f"{mark} {text}"
        self.fields[mark] = field
        return self.texts[mark]

    def _owner(self) -> Actor:
        code = my_account.first_start_code() or ""
        email = "o'{owner}+*b*@example.com"
        actor = sign_in.actor_of(
            my_account.create_owner(code, self.short("owner's name"), email, PASSWORD, "en")
        )
        if actor is None:
            raise RuntimeError("The owner could not sign in.")
        return actor

    def _sign_in(self, actor: Actor) -> str:
        with writing() as connection:
            return sign_in.open_sign_in(connection, actor.account_id, utc_now())

    def _campaign(self) -> str:
        charter = charters.example("ardeal")
        charter["company"] |= {
            "name": self.short("company"), "about": self.both("about"), "town": self.short("town"),
        }  # fmt: skip
        charter["workload"] = self.both("workload")
        charter["approved_by"] = self.short("approved by")
        for contact in charter["escalation"]:
            contact |= {name: self.both(f"contact {name}") for name in ("role", "channel", "backup")}
        made = lifecycle.create_campaign(self.owner, self.short("title"), charter)
        drafts.choose_items(self.owner, made, "hand", [*ITEMS, REPLY])
        lines = (
            "job_title", "controller_name", "controller_address", "dpo_contact", "accommodation_contact",
            "recruiter_name", "recruiter_contact", "authority",
        )  # fmt: skip
        settings = demo_sample.sample_settings(utc_now()) | {name: self.short(name) for name in lines}
        drafts.save_settings(
            self.owner, made, {**settings, "blind_names": False, "self_identification": True}
        )
        guide_drafts.choose_questions(self.owner, made, ["Q1"])
        self._own_question(made)
        lifecycle.publish(self.owner, made)
        return made

    def _own_question(self, campaign_id: str) -> None:
        question_id = guide_drafts.add_own_question(self.owner, campaign_id)
        changes = {
            "question": self.both("own question"), "job_link": self.both("job link"),
            "probes": [self.both("probe"), self.both("second probe")],
            "anchors": {
                level: self.both(f"anchor {level}", f" {said}")
                for level, said in (("1", "little"), ("3", "some"), ("5", "much"))
            },
        }  # fmt: skip
        guide_drafts.change_own_question(self.owner, campaign_id, question_id, lambda _: changes)

    def _people(self) -> None:
        """Bring in a name for each payload; leave one person at each stage, let two finish."""
        names_of = {kind: self._marked(f"name: {kind}", text[:100]) for kind, text in PAYLOADS.items()}
        # A list takes no name of several lines and no single quotation mark: they look like rows gone astray.
        by_hand = [name for name in names_of.values() if name.count('"') % 2 or "\n" in name]
        named = [name for name in names_of.values() if name not in by_hand]
        quoted = "\n".join('"{}"'.format(name.replace('"', '""').replace("\x00", "")) for name in named)
        file = f"name\n{quoted}\n".encode()
        links = import_list.import_people(self.owner, self.campaign_id, PAYLOADS["path"], file, language="en")
        for name in by_hand:
            invitations.add_candidate(
                self.owner, self.campaign_id, name=name.replace("\x00", ""), email=None, language="en"
            )
        tokens = [link.address.rsplit("/", 1)[-1] for link in links]
        for at, stage in enumerate(STAGES):
            self.tokens[stage] = tokens[at]
            self._bring(tokens[at], stage)
        self._bring(tokens[len(STAGES)], "end")
        self.finished = [links[STAGES.index("end")].candidate_id, links[len(STAGES)].candidate_id]

    def _bring(self, token: str, stage: str) -> None:
        sitting.enter(token, accepted_language="en")
        steps = (
            lambda: sitting.choose_language(token, "en"),
            lambda: sitting.acknowledge_notice(token, "0" * 64),
            lambda: sitting.read_charter(token),
            lambda: sitting.ask_needs(token, [], self.long(f"accommodation, at {stage}")),
            lambda: sitting.practise(token),
        )
        for step in steps[: STAGES.index(stage)]:
            step()
        if stage == "end":
            self._finish(token)

    def _finish(self, token: str) -> None:
        for item_id in sitting.current_state(token).sitting.item_order:
            item = sitting.current_state(token).item(item_id)
            sitting.answer(token, item_id=item_id, revision=1, value=self._value(item))
        sitting.finish(token)
        sitting.leave_comment(token, self.long("comment"))

    def _value(self, item: dict[str, Any]) -> Any:
        if item["id"] == REPLY:
            return self.short("reply")
        rule = FORMATS[item["format"]]
        return rule.simulate(rule.read_key(item), 0.5, Random(item["id"]))

    def _marks(self) -> None:
        with reading() as connection:
            form_id = lifecycle.campaign_of(self.owner, self.campaign_id).form_id or ""
            form = form_body(connection, form_id)
        (item,) = (marked_item for marked_item in marked_items_of(form) if marked_item["id"] == REPLY)
        prompt = prompt_of(item)
        for n in range(2):
            who = self._colleague(f"marker {n}", "marker")
            markers.appoint(self.owner, self.campaign_id, who.account_id)
            with writing() as connection:
                for sample in item["samples"]:
                    given = TrainingMark(
                        who.account_id, prompt.rubric_sha256, 1, sample["id"], sample["marks"]
                    )
                    add_training_mark(connection, given, item_id=REPLY, now=utc_now())
            while (here := desk.next_reply(who, self.campaign_id, REPLY).reply) is not None:
                marks = {dimension.id: 2 for dimension in prompt.dimensions}
                desk.submit(
                    who, self.campaign_id, REPLY, here.code, marks=marks, note=self.long("mark note", 1000),
                    rubric_sha256=prompt.rubric_sha256,
                )  # fmt: skip
            self.marker = who

    def _colleague(self, field: str, role: str) -> Actor:
        name = self.short(f"name of {field}")
        email = f"{field.replace(' ', '.')}@example.com"
        link = staff.add_account(self.owner, name=name, email=email, role=role, language="en")
        token = my_account.choose_password(link.address.rsplit("/", 1)[-1], PASSWORD)
        actor = sign_in.actor_of(token)
        if actor is None:
            raise RuntimeError(f"{field} could not sign in.")
        return actor

    def _interview(self) -> None:
        self.panel = [self._colleague(f"interviewer {n}", "interviewer") for n in range(2)]
        self.interview_id = planning.plan(
            self.owner, self.campaign_id, self.finished[0],
            starts_at=utc_now() + dt.timedelta(days=1), minutes=50, place=self.short("place"),
            panel=[SeatPlan(one.account_id) for one in self.panel],
        )  # fmt: skip
        for one in self.panel:
            asked = room.room(one, self.interview_id).guide.questions
            answers = {
                question.id: {
                    "rating": 3, "not_observed": False, "evidence": self.long("evidence"), "probes": [0],
                }
                for question in asked
            }  # fmt: skip
            body = {"answers": answers, "recommendation": "yes", "reason": self.long("recommendation")}
            room.submit_sheet(one, self.interview_id, body=body)
        everyone = [one.account_id for one in self.panel]
        consensus.agree(self.owner, self.interview_id, asked[0].id, 4, self.long("agreed reason"), everyone)

    def _judge(self) -> None:
        first, second = self.finished
        for one in (first, second):
            explanation.write_note(self.owner, self.campaign_id, one, self.long("note"))
            for verdict in ("hold", "reject"):
                decisions.decide(self.owner, self.campaign_id, one, verdict, self.long("decision"))
        names.reveal_one(self.owner, self.campaign_id, first, self.long("reveal reason"))

    def _team(self) -> None:
        who = self._colleague("recruiter on the team", "recruiter")
        with writing() as connection:
            add_member(
                connection, self.campaign_id, who.account_id, added_by=self.owner.account_id, now=utc_now()
            )

    def _ask(self) -> None:
        token = self.tokens["end"]
        for kind in KINDS:
            rights.ask(token, kind, self.long(f"request to {kind}"))
        answered = rights.ask(token, "review", self.long("second request"))
        requests.answer(self.owner, answered, self.long("answer to a request"))

    def _write(self) -> None:
        """Leave a letter to be read, and a message that a mail server refused in words of its own."""
        said = self.long("mail server's words", 1000)
        with writing() as connection:
            for one, state in zip(self.finished, ("draft", "bounced"), strict=True):
                body = self.long("letter") if state == "draft" else ""
                letter = NewMail(
                    "decision_hold", "en", "a'{b}+*c*@example.com", self.short(f"subject, {state}"),
                    body, self.owner.account_id, self.campaign_id, one, state=state,
                )  # fmt: skip
                made = add_mails(connection, [letter], utc_now())[0]
                if state == "bounced":
                    change_mail(connection, made, "bounced", problem=f"refused {said}")
