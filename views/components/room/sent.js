// A sheet that is in: read only, and nobody's but this interviewer's own.
import { el, put } from "../scene/dom.js"

const line = (question, number, { data, tongue, sheet }) => {
  const { labels } = data
  const { rating, evidence } = sheet.answers[question.id]
  const item = el("li", "sent-line")
  const body = el("div")
  body.append(el("p", "kicker", question.competency), put(el("p", "sent-question", question.words[tongue].question), { lang: tongue }),
    evidence ? el("p", "sent-evidence", evidence) : el("p", "hint", labels.no_note))
  const mark = el("p", rating === null ? "sent-rating none-given" : "sent-rating")
  mark.append(el("span", "hidden", `${labels.rating} ${rating ?? labels.not_observed}`), put(el("b", "", rating ?? labels.not_observed_short), { "aria-hidden": "true" }))
  item.append(mark, body)
  return item
}

export const sent = room => {
  const { labels, questions } = room.data
  const list = put(el("ol", "sent"), { role: "list" })
  list.append(...questions.map((question, at) => line(question, at + 1, room)))
  const last = el("div", "sent-verdict")
  last.append(el("p", "kicker", labels.recommendation), el("p", "sent-point", labels[room.sheet.recommendation] ?? ""), el("p", "", room.sheet.reason))
  const box = el("div", "sent-sheet")
  box.append(list, last)
  return box
}
