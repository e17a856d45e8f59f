// One question: what is asked, what to ask after it, what was heard, and the rating with its anchors in view.
import { el, icon, put } from "../scene/dom.js"
import { noteField } from "./note.js"
import { scaleOf } from "./rungs.js"

const folded = (name, ...inside) => {
  const box = el("details", "folded")
  box.append(el("summary", "", name), ...inside)
  return box
}

const spoken = (text, tongue, cls = "") => put(el("p", cls, text), { lang: tongue })

const kicker = (question, number, room) => {
  const line = el("p", "kicker")
  line.append(put(el("span", "number", String(number)), { "aria-hidden": "true" }), el("b", "", question.competency), el("span", "kind", question.kind))
  if (question.is_focus) {
    const mark = el("span", "focus")
    mark.append(icon("star"), el("span", "", room.data.labels.focus))
    line.append(mark)
  }
  return line
}

const probesOf = (question, words, room) => {
  const set = el("fieldset", "probes")
  set.append(el("legend", "", room.data.labels.probes))
  words.probes.forEach((text, at) => {
    const label = el("label", "probe")
    const input = put(el("input"), { type: "checkbox" })
    const given = room.sheet.answers[question.id]
    input.checked = given.probes.includes(at)
    input.onchange = () => {
      const others = given.probes.filter(one => one !== at)
      given.probes = input.checked ? [...others, at].sort() : others
      room.changed(question.id)
    }
    label.append(input, put(el("span", "box"), { "aria-hidden": "true" }), put(el("span", "", text), { lang: room.tongue }))
    set.append(label)
  })
  return set
}

const asked = (question, number, words, room) => {
  const { labels } = room.data
  const box = el("div", "asked")
  const wording = put(spoken(words.question, room.tongue, "wording"), { role: "heading", "aria-level": "2", id: `wording-${question.id}` })
  box.append(kicker(question, number, room), wording, probesOf(question, words, room))
  const more = el("div", "more")
  if (words.twin) more.append(folded(labels.no_example, spoken(words.twin, room.tongue), el("p", "hint cap", labels.cap)))
  more.append(folded(labels.job_link, spoken(words.job_link, room.tongue)))
  box.append(more)
  return box
}

export const isWritten = (text, least) => text.trim().length >= least

// A rating needs its evidence; "not observed" needs none.
export const lacking = ({ rating, not_observed, evidence }, least) => {
  if (rating === null && !not_observed) return "rating"
  return rating !== null && !isWritten(evidence, least) ? "evidence" : ""
}

export const card = (question, number, room) => {
  const { labels, least_evidence, longest_evidence } = room.data
  const words = question.words[room.tongue]
  const given = room.sheet.answers[question.id]
  const node = put(el("section", "question"), { "data-question": question.id, "aria-labelledby": `wording-${question.id}`, tabindex: "-1" })
  const note = noteField({
    id: `evidence-${question.id}`, label: labels.evidence, hint: labels.evidence_hint, text: given.evidence, limit: longest_evidence, rows: 4, labels,
    lacks: () => (lacking(given, least_evidence) === "evidence" ? labels.evidence_need : ""),
    typed: text => { given.evidence = text; room.changed(question.id) },
  })
  const pick = rating => {
    Object.assign(given, { rating, not_observed: rating === null })
    room.changed(question.id)
  }
  const scale = scaleOf(question, { words, tongue: room.tongue, labels, pick })
  const paint = () => {
    scale.show(given)
    note.paint()
    node.classList.toggle("done", !lacking(given, least_evidence))
  }
  for (const reached of ["focusin", "click"]) node.addEventListener(reached, () => room.take(question.id))
  node.append(asked(question, number, words, room), note.box, scale.set)
  paint()
  return { node, paint, pick, area: note.area, first: scale.first }
}
