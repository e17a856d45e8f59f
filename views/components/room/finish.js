// The way out: what is still missing, each with a way there, and one more step because a submission is final.
import { el, fill, put } from "../scene/dom.js"
import { isWritten, lacking } from "./question.js"

export const missingIn = ({ data, sheet }) => {
  const { labels, least_evidence, questions } = data
  const found = []
  questions.forEach(({ id, competency }, at) => {
    const what = lacking(sheet.answers[id], least_evidence)
    if (what) found.push({ id, what, text: fill(labels[`missing_${what}`], { n: at + 1, name: competency }) })
  })
  if (!sheet.recommendation) found.push({ id: null, what: "rating", text: labels.missing_recommendation })
  else if (!isWritten(sheet.reason, 1)) found.push({ id: null, what: "evidence", text: labels.missing_reason })
  return found
}

const plainly = (text, cls, pressed) => {
  const button = put(el("button", cls, text), { type: "button" })
  button.onclick = pressed
  return button
}

const summary = ({ data, sheet }) => {
  const list = put(el("ol", "summary-of"), { role: "list" })
  for (const { id, competency } of data.questions) {
    const { rating } = sheet.answers[id]
    const line = el("li")
    line.append(el("span", "", competency), el("b", rating === null ? "none-given" : "", rating ?? data.labels.not_observed))
    list.append(line)
  }
  const last = el("li", "last")
  last.append(el("span", "", data.labels.recommendation), el("b", "", data.labels[sheet.recommendation]))
  list.append(last)
  return list
}

const confirmation = room => {
  const { labels } = room.data
  const dialog = put(el("dialog", "confirm"), { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" })
  const buttons = el("div", "buttons")
  buttons.append(plainly(labels.confirm_no, "quiet", () => dialog.close()), plainly(labels.confirm_yes, "next", () => { dialog.close(); room.submit() }))
  dialog.append(put(el("h2", "", labels.confirm_title), { id: "confirm-title" }),
    put(el("p", "", labels.confirm_text), { id: "confirm-text" }), summary(room), buttons)
  dialog.onclose = () => dialog.remove()
  return dialog
}

export const foot = (room, root) => {
  const { labels } = room.data
  const node = el("div", "foot")
  const status = put(el("p", "message"), { role: "status" })
  const alert = put(el("div", "lacking"), { role: "alert" })
  const row = el("div", "buttons")
  const submit = plainly(labels.submit, "next", () => {
    const missing = missingIn(room)
    show(missing)
    if (missing.length) return room.go(missing[0].id, missing[0].what)
    const dialog = confirmation(room)
    root.append(dialog)
    dialog.showModal()
  })
  const show = missing => {
    alert.replaceChildren()
    if (!missing.length) return
    const list = el("ul")
    for (const { id, what, text } of missing) {
      const item = el("li")
      item.append(plainly(text, "link", () => room.go(id, what)))
      list.append(item)
    }
    alert.append(el("p", "", labels.missing), list)
  }
  row.append(submit)
  node.append(alert, status, row)
  return {
    node,
    say: text => { status.textContent = text },
    warn: text => { alert.replaceChildren(...(text ? [el("p", "", text)] : [])) },
    // What has been named is crossed off as it is done.
    paint: () => { if (alert.querySelector("ul")) show(missingIn(room)) },
  }
}
