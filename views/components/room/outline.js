// How far the sheet is, where it is kept, and the way to each question; beside the questions, or above them.
import { el, fill, icon, put } from "../scene/dom.js"
import { lacking } from "./question.js"

const hour = lang => new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date())

const languages = room => {
  const { labels, languages: names } = room.data
  const box = put(el("div", "tongues"), { role: "group", "aria-label": labels.language })
  for (const [code, name] of Object.entries(names)) {
    const button = put(el("button", "", code.toUpperCase()), { type: "button", "aria-label": name, "aria-pressed": code === room.tongue, lang: code })
    button.onclick = () => room.speak(code)
    box.append(button)
  }
  return box
}

const entry = (question, number, room) => {
  const { labels } = room.data
  const item = el("li")
  const button = put(el("button", "to"), { type: "button" })
  const mark = put(el("span", "given"), { "aria-hidden": "true" })
  const said = el("span", "hidden")
  const name = put(el("span", "to-name"), { "aria-hidden": "true" })
  name.append(el("span", "to-number", `${number}`), el("span", "to-words", question.short))
  if (question.is_focus) {
    name.append(icon("star"))
    button.classList.add("to-focus")
  }
  button.append(name, mark, said)
  button.onclick = () => room.go(question.id)
  item.append(button)
  const paint = () => {
    const given = room.sheet.answers[question.id]
    const missing = lacking(given, room.data.least_evidence)
    const state = given.not_observed ? labels.state_unseen : given.rating === null ? labels.state_open : fill(labels.state_rated, { n: given.rating })
    mark.textContent = given.not_observed ? labels.not_observed_short : given.rating ?? ""
    said.textContent = `${number}. ${question.short}, ${question.is_focus ? `${labels.focus_short}, ` : ""}${state}${missing === "evidence" ? `, ${labels.state_no_evidence}` : ""}`
    mark.classList.toggle("none-given", given.not_observed)
    item.className = missing ? (missing === "evidence" ? "halfway" : "open") : "done"
    button.toggleAttribute("aria-current", room.hand === question.id)
  }
  return { item, paint }
}

// Being written is for the eye: a listener hears where the sheet is kept, not that somebody is typing.
const keeping = room => {
  const line = put(el("p", "keeping"), { role: "status" })
  const said = el("span")
  line.append(icon("check"), said)
  const show = state => {
    const text = fill(room.data.labels[state], { time: hour(room.data.lang) })
    line.dataset.state = state
    line.setAttribute("aria-live", state === "writing" ? "off" : "polite")
    if (said.textContent !== text) said.textContent = text
  }
  return { line, show }
}

export const outline = room => {
  const { labels, questions } = room.data
  const node = put(el("nav", "outline"), { "aria-label": labels.outline })
  const progress = el("p", "rated")
  const track = put(el("span", "track"), { "aria-hidden": "true" })
  const bar = el("span", "bar")
  track.append(bar)
  const list = put(el("ol", "to-questions"), { role: "list" })
  const entries = questions.map((question, at) => entry(question, at + 1, room))
  list.append(...entries.map(({ item }) => item))
  const { line, show } = keeping(room)
  const head = el("div", "outline-head")
  head.append(progress, line)
  if (Object.keys(room.data.languages).length > 1) head.append(languages(room))
  node.append(head, track, list)
  const paint = () => {
    const { answers } = room.sheet
    const n = questions.filter(({ id }) => answers[id].rating !== null || answers[id].not_observed).length
    progress.textContent = fill(labels.progress, { done: n, total: questions.length })
    bar.style.width = `${(100 * n) / questions.length}%`
    for (const one of entries) one.paint()
  }
  return { node, paint, show }
}
