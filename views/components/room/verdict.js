// The overall recommendation, last: four points without a middle, and the reason for it.
import { choice, el, put } from "../scene/dom.js"
import { noteField } from "./note.js"
import { isWritten } from "./question.js"

export const POINTS = ["strong_no", "no", "yes", "strong_yes"]

export const verdict = room => {
  const { labels, longest_reason } = room.data
  const { sheet } = room
  const node = put(el("section", "verdict"), { "aria-labelledby": "recommendation", tabindex: "-1" })
  const set = put(el("fieldset", "points"), { "aria-describedby": "recommendation-hint" })
  const legend = el("legend")
  legend.append(put(el("h2", "", labels.recommendation), { id: "recommendation" }))
  const row = el("div", "four")
  const inputs = POINTS.map(name => {
    const { wrap, input } = choice({ type: "radio", name: "recommendation", value: name, text: labels[name], checked: sheet.recommendation === name, cls: "point-of-four" })
    input.onchange = () => { sheet.recommendation = name; room.changed(null) }
    row.append(wrap)
    return input
  })
  const note = noteField({
    id: "reason", label: labels.reason, hint: "", text: sheet.reason, limit: longest_reason, rows: 3, labels,
    lacks: text => (sheet.recommendation && !isWritten(text, 1) ? labels.reason_need : ""),
    typed: text => { sheet.reason = text; room.changed(null) },
  })
  set.append(legend, put(el("p", "hint", labels.recommendation_hint), { id: "recommendation-hint" }), row)
  node.addEventListener("focusin", () => room.take(null))
  node.append(set, note.box)
  return { node, paint: note.paint, first: inputs[0], area: note.area }
}
