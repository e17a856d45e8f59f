// A field for words, with what it lacks or how much room is left; it grows with what is written.
import { el, fill, put } from "../scene/dom.js"

const NEAR = 400 // characters left from which the room is counted

// `lacks(text)` returns what is still to be written, or "".
export const noteField = ({ id, label, hint, text, limit, rows, labels, lacks, typed }) => {
  const box = el("div", "note")
  const name = put(el("label", "note-label", label), { for: id })
  const area = put(el("textarea"), { id, rows, maxlength: limit, "aria-describedby": `${id}-hint ${id}-state`, autocomplete: "off" })
  const state = put(el("p", "note-state"), { id: `${id}-state` })
  area.value = text
  const paint = () => {
    const left = limit - area.value.length
    const missing = lacks(area.value)
    state.textContent = missing || fill(left < NEAR ? labels.count_left : labels.count, { n: left < NEAR ? left : area.value.length })
    state.classList.toggle("lacks", Boolean(missing))
    state.hidden = !missing && !area.value
  }
  area.oninput = () => { typed(area.value); paint() }
  box.append(name, put(el("p", "hint", hint), { id: `${id}-hint` }), area, state)
  paint()
  return { box, area, paint }
}
