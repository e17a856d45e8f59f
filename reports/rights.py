"""The archive of a person's own data: a ZIP with everything as JSON, and a page in their language."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from reports.document import speaking
from texts import language, moment, number, percent, t, texts
from texts.markup import Html
from workflows.privacy.archive import Archive

Words = Mapping[str, str]
"""Id -> what was read under it."""


def answer_lines(row: dict[str, Any]) -> Iterator[str]:
    """Yield an answer of an archive line by line, with the texts that were read in place of their ids."""
    if row["answer"] is None:
        yield t("rights.archive.answer.skipped")
        return
    yield from _BY_FORMAT.get(row["format"], _listed)(row["answer"], row["words"])


def _picked(value: dict[str, Any], words: Words) -> Iterator[str]:
    for name, options in value.items():
        for option in [options] if isinstance(options, str) else options:
            yield f"{t(f'candidate.formats.best_worst.{name}')} · {words.get(option, option)}"


def _rated(value: dict[str, int], words: Words) -> Iterator[str]:
    yield from (f"{rating} · {words.get(option, option)}" for option, rating in value.items())


def _listed(value: list[str] | str, words: Words) -> Iterator[str]:
    if isinstance(value, str):
        yield words.get(value, value)
    elif value:
        yield from (f"· {words.get(option, option)}" for option in value)
    else:
        yield t("candidate.formats.multi_select.summary_none")


def _ranked(value: list[Any], words: Words) -> Iterator[str]:
    place = 1
    for entry in value:
        tied = [entry] if isinstance(entry, str) else entry
        yield from (f"{place} · {words.get(option, option)}" for option in tied)
        place += len(tied)


def _handled_all(value: dict[str, dict[str, Any]], words: Words) -> Iterator[str]:
    yield from (_handled(name, done, words) for name, done in value.items())


def _handled(name: str, done: dict[str, Any], words: Words) -> str:
    known = texts(language())
    actions = [
        known.get(f"candidate_work.triage.action_{action}", action) for action in done.get("action", ())
    ]
    priority = known.get(f"candidate_work.triage.priority_{done.get('priority')}", "")
    return f"{', '.join(part for part in (*actions, priority) if part)} · {words.get(name, name)}"


_BY_FORMAT: dict[str, Callable[[Any, Words], Iterator[str]]] = {
    "best_worst": _picked,
    "rate_each": _rated,
    "rank": _ranked,
    "triage": _handled_all,
}
"""The others are one text or a list of ids."""

_PAGE = Html(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head><body><main>{parts}</main></body></html>"
)
_STYLE = (
    "body{font:16px/1.55 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1d2522;"
    "background:#fff}h1{font-size:1.7rem}h2{font-size:1.2rem;margin:2.2rem 0 .4rem;"
    "border-bottom:1px solid #ccc}"
    "article{border-left:3px solid #0b5d56;padding:.1rem 0 .1rem .9rem;margin:.9rem 0}"
    "p{margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere}.quiet{color:#555f5a;font-size:.92rem}"
    "dl{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.2rem 1rem}dt{color:#555f5a}"
    "dd{margin:0;overflow-wrap:anywhere}"
)


def rights_page(archive: Archive) -> Html:
    """Return the page, in the present language."""
    page = _Page(archive)
    return _PAGE.format(
        language=language(), title=_t("title"), style=Html(_STYLE), parts=Html().join(page.parts())
    )


class _Page:
    """Writes one archive, section by section."""

    def __init__(self, archive: Archive) -> None:
        self.body, self.zone, self.made_at = archive.body, archive.time_zone, archive.made_at

    def parts(self) -> Iterator[Html]:
        campaign = self.body["campaign"]["title"]
        yield Html("<h1>{}</h1>{}").format(
            _t("title"), _p(t("rights.archive.lead", campaign=campaign, date=self.at(self.made_at)))
        )
        yield from self._section(
            "left_out", [_p(t(f"rights.archive.without.{reason}")) for reason in self.body["not_included"]]
        )
        yield from self._section("person", [self._facts(self.body["person"])])
        yield from self._section("sitting", self._sitting())
        yield from self._section("scores", self._scores())
        yield from self._section("answers", map(self._answer, self.body["answers"]))
        yield from self._section("marks", map(self._mark, self.body.get("marks", ())))
        yield from self._section("interview", self._interview())
        yield from self._section("decisions", map(self._decision, self.body["decisions"]))
        yield from self._section("notes", map(self._note, self.body["notes"]))
        yield from self._section("requests", map(self._request, self.body["requests"]))
        yield from self._section("mails", map(self._mail, self.body["mails"]))
        yield from self._section("choices", self._choices())
        yield from self._section("record", map(self._deed, self.body["record"]))

    def at(self, value: dt.datetime) -> str:
        return moment(value, self.zone)

    def _section(self, name: str, pieces: Iterable[Html]) -> Iterator[Html]:
        inside = Html().join(pieces) or _p(t("rights.archive.nothing"), "quiet")
        yield Html("<h2>{}</h2>{}").format(_t(f"parts.{name}"), inside)

    def _facts(self, row: dict[str, Any]) -> Html:
        lines = (
            Html("<dt>{}</dt><dd>{}</dd>").format(_t(f"fields.{name}"), self._value(value))
            for name, value in row.items()
            if value is not None and f"rights.archive.fields.{name}" in texts(language())
        )
        return Html("<dl>{}</dl>").format(Html().join(lines))

    def _value(self, value: Any) -> str:
        if isinstance(value, dt.datetime):
            return self.at(value)
        if isinstance(value, bool):
            return t(f"rights.archive.{'yes' if value else 'no'}")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _sitting(self) -> Iterator[Html]:
        if self.body["sitting"] is not None:
            yield self._facts(self.body["sitting"])
        for request in self.body["accommodations"]:
            needs = [t(f"candidate.accommodations.{need}") for need in request["needs"]]
            needed = ", ".join([*needs, request["note"]] if request["note"] else needs)
            yield _p(t("rights.archive.help", said=needed))
        for draft in self.body.get("drafts", ()):
            yield _article(
                t("rights.archive.draft", item=draft["item_id"], date=self.at(draft["saved_at"])),
                draft["text"],
            )

    def _scores(self) -> Iterator[Html]:
        scores = self.body["scores"]
        if scores is None:
            reasons = (
                reason for reason in self.body["not_included"] if reason in ("not_compared", "scores_pending")
            )
            yield from (_p(t(f"rights.archive.without.{reason}")) for reason in reasons)
            return
        yield _p(t("rights.archive.scores.logic"))
        names = {name: t(f"report_feedback.stage.names.{name}") for name in scores["methods"]}
        methods = (f"{names[name]} {number(weight, 2)}" for name, weight in scores["methods"].items())
        yield _p(t("rights.archive.scores.methods", list=", ".join(methods)))
        yield _p(t("rights.archive.scores.composite", score=_score(scores["composite"])))
        for name, weight in scores["family_weights"].items():
            values: dict[str, Any] = {"name": t(f"compare.candidate.{name}"), "weight": percent(weight)}
            yield _p(t("rights.archive.scores.family", **values, score=_score(scores["families"][name])))
        for competency in scores["competencies"]:
            values = {"name": competency["name"], "weight": percent(competency["weight"])}
            yield _p(t("rights.archive.scores.competency", **values, score=_score(competency)))
        for flag in scores["flags"]:
            yield _p(t(f"compare.flags.{flag}"), "quiet")
        yield from self._place(scores)

    def _place(self, scores: dict[str, Any]) -> Iterator[Html]:
        """Say where the person stands or why there is no rank, and what answers earned where that is told."""
        if scores["stage"] == "before_interview":
            yield _p(t("rights.archive.scores.before_interview"))
        if (place := scores.get("place")) is not None:
            values: dict[str, Any] = {
                name: number(place[name]) for name in ("group", "rank_from", "rank_to", "n_compared")
            }
            yield _p(t("rights.archive.scores.place", **values))
        for reason in scores.get("no_place", ()):
            yield _p(t(f"rights.archive.scores.no_place.{reason}"))
        for point in scores.get("points", ()):
            earned = (
                t("rights.archive.scores.none") if point["points"] is None else number(point["points"], 2)
            )
            yield _p(f"{point['item_id']}: {earned}", "quiet")

    def _answer(self, row: dict[str, Any]) -> Html:
        state = "now" if row["counts"] else "before"
        head = t(
            f"rights.archive.answer.{state}", item=row["item_id"], title=row["title"],
            number=number(row["revision"]), date=self.at(row["answered_at"]),
        )  # fmt: skip
        return _article(head, *answer_lines(row))

    def _mark(self, row: dict[str, Any]) -> Html:
        marks = ", ".join(f"{name} {mark}" for name, mark in row["marks"].items())
        head = t("rights.archive.mark", item=row["item_id"], place=number(row["place"]), marks=marks)
        return _article(head, row["note"])

    def _interview(self) -> Iterator[Html]:
        interview = self.body["interview"]
        if interview is None:
            return
        yield self._facts(
            {name: interview[name] for name in ("starts_at", "minutes", "place", "cancelled_at")}
        )
        for row in interview["ratings"]:
            rated = (
                t("rights.archive.interview.not_observed") if row["rating"] is None else f"{row['rating']}/5"
            )
            values = {"number": number(row["interviewer"]), "question": row["question"], "rating": rated}
            yield _article(t("rights.archive.interview.rating", **values), row["evidence"])
        for row in interview["recommendations"]:
            recommendation = t(f"room.labels.{row['recommendation']}")
            yield _article(
                t(
                    "rights.archive.interview.conclusion",
                    number=number(row["interviewer"]),
                    said=recommendation,
                ),
                row["reason"],
            )
        for row in interview["agreed"]:
            yield _article(
                t(
                    "rights.archive.interview.agreed",
                    question=row["question_id"],
                    rating=number(row["rating"]),
                ),
                row["reason"],
            )

    def _decision(self, row: dict[str, Any]) -> Html:
        verdict = t(f"decisions.states.{row['verdict']}")
        return _article(
            t("rights.archive.decision", verdict=verdict, role=_role(row), date=self.at(row["decided_at"])),
            row["reason"],
        )

    def _note(self, row: dict[str, Any]) -> Html:
        return _article(
            t("rights.archive.note", role=_role(row), date=self.at(row["created_at"])), row["text"]
        )

    def _request(self, row: dict[str, Any]) -> Html:
        values: dict[str, Any] = {
            "kind": t(f"rights.kinds.{row['kind']}"),
            "date": self.at(row["created_at"]),
        }
        answer = (
            t("rights.archive.answered", answer=row["answer"]) if row["answer"] else t("rights.archive.open")
        )
        return _article(t("rights.archive.request", **values), row["text"], answer)

    def _mail(self, row: dict[str, Any]) -> Html:
        return _article(f"{row['subject']} · {self.at(row['sent_at'] or row['created_at'])}", row["body"])

    def _choices(self) -> Iterator[Html]:
        for row in self.body["agreements"]:
            yield self._facts(row)
        if self.body["self_identification"] is not None:
            yield self._facts(self.body["self_identification"])

    def _deed(self, row: dict[str, Any]) -> Html:
        deed = texts(language()).get(f"record.deeds.{row['deed']}", row["deed"])
        return _p(f"{self.at(row['at'])} · {_role(row)} · {deed}", "quiet")


def _t(key: str) -> str:
    return t(f"rights.archive.{key}")


def _p(text: str, kind: str = "") -> Html:
    return Html('<p class="{}">{}</p>').format(kind, text) if kind else Html("<p>{}</p>").format(text)


def _article(head: str, *lines: str) -> Html:
    paragraphs = Html().join(_p(line) for line in lines if line)
    return Html("<article><p><b>{}</b></p>{}</article>").format(head, paragraphs)


def _score(measured: dict[str, float | None]) -> str:
    score, error = measured["score"], measured["standard_error"]
    if score is None:
        return t("rights.archive.scores.none")
    shown = number(100 * score)
    return (
        shown if error is None else t("rights.archive.scores.range", score=shown, error=number(100 * error))
    )


def _role(row: dict[str, Any]) -> str:
    return t(f"staff.roles.{row['role']}") if row["role"] else t("rights.archive.somebody")


def rights_zip(archive: Archive) -> bytes:
    """Return the archive: ``data.json`` and ``summary.html``; no name of a file says whose it is."""
    files = io.BytesIO()
    with zipfile.ZipFile(files, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data.json", json.dumps(archive.body, ensure_ascii=False, indent=2, default=_plain))
        made.writestr("summary.html", speaking(archive.language, lambda: rights_page(archive)))
    return files.getvalue()


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    raise TypeError(f"Nothing of the kind {type(value).__name__} belongs into the archive.")
