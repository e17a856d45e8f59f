// The open_reply format: a text, how many words are left, and where it is kept while it is written.
import { countWords } from "./count.js"
import { el, fill, icon, put } from "./dom.js"
import { drafts, latest } from "./draft.js"

const NEAR = 10 // words left from which a listener is told

let writing = null // the draft on screen, for the moment the page goes away
for (const [target, name] of [[window, "pagehide"], [document, "visibilitychange"]]) {
  target.addEventListener(name, () => {
    if (name === "pagehide" || document.visibilityState === "hidden") writing?.flush()
  })
}

// French counts 0 as one.
const many = ({ labels, lang }, name, n) => fill(labels[`${name}_${n === 1 || (lang === "fr" && n === 0) ? "one" : "other"}`], { n })

const left = (text, data) => {
  const over = countWords(text) - data.work.max_words
  return over > 0 ? many(data, "words_over", over) : many(data, "words_left", -over)
}

const hour = (at, lang) => new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(at))

const draftLine = (data, state) => {
  const line = put(el("p", "draft"), { role: "status" })
  const said = el("span")
  const picture = icon("check")
  line.append(picture, said)
  const { draft_saved, draft_failed, draft_changed } = data.labels
  const show = (kind, at = Date.now()) => {
    const words = { saved: fill(draft_saved, { time: hour(at, data.lang) }), failed: draft_failed, changed: draft_changed }
    const text = words[kind] ?? ""
    line.dataset.state = kind ?? ""
    // "Being written" is for the eye: a listener hears what became of it, not that they are typing.
    line.setAttribute("aria-live", kind === "changed" ? "off" : "polite")
    if (said.textContent !== text) said.textContent = text
  }
  if (data.work.draft && state.text === data.work.draft.text) show("saved", Date.parse(data.work.draft.saved_at))
  return { line, show }
}

const meter = data => {
  const node = el("p", "meter")
  const track = put(el("span", "meter-track"), { "aria-hidden": "true" })
  const bar = el("span", "meter-fill")
  const words = put(el("span", "meter-words"), { id: "words-left" })
  track.append(bar)
  node.append(track, words)
  const paint = text => {
    const n = countWords(text)
    words.textContent = left(text, data)
    bar.style.width = `${Math.min(100, (100 * n) / data.work.max_words)}%`
    node.classList.toggle("near", n > data.work.max_words - NEAR - 1)
    node.classList.toggle("over", n > data.work.max_words)
    return data.work.max_words - n
  }
  return { node, paint }
}

// Said once on the way down, not at every word.
const milestone = rest => (rest < 0 ? `over ${rest}` : rest <= NEAR ? "near" : "far")

export const open_reply = {
  // The server's own: the draft if there is one, else the answer given before.
  merge: (kept, { work, answer }) => latest(kept, work.draft ?? (answer === null ? null : { text: answer, saved_at: null })),
  value: state => state.text,
  missing: ({ text }, data) => {
    if (!countWords(text)) return data.labels.need_text
    return countWords(text) > data.work.max_words ? `${left(text, data)} ${data.labels.too_long}` : ""
  },
  leave: kind => (kind === "answer" ? writing?.end() : writing?.flush()),
  render: (box, data, state, changed, keep) => {
    const area = put(el("textarea", "reply"), { id: "reply", rows: 9, spellcheck: "true", "aria-describedby": "hint words-left",
      "aria-label": data.labels.reply, autocomplete: "off" })
    const { line, show } = draftLine(data, state)
    const { node, paint } = meter(data)
    const sign = el("div", "signed")
    sign.append(put(el("span", "logo", data.company.initials), { "aria-hidden": "true" }), el("b", "", data.labels.writing_as))
    const paper = el("div", `paper ${data.work.kind}`)
    const state_ = el("div", "states")
    state_.append(node, line)
    const { address } = data.work
    writing = drafts({ address, item: data.item, revision: data.revision, state, keep, tell: show })
    area.value = state.text
    let said = milestone(paint(state.text))
    area.oninput = () => {
      state.text = area.value
      const now = milestone(paint(area.value))
      changed(now !== said && now !== "far" ? left(area.value, data) : "")
      said = now
      writing.changed()
    }
    paper.append(sign, area, state_)
    box.append(paper)
  },
}
