// The inbox as a list beside the open message; on a narrow page one or the other.
import { decision, summary, whatIs } from "./decide.js"
import { el, fill, icon, put } from "./dom.js"
import { hidden, PICTURES } from "./stem.js"

const line = (message, data, { given, isNew, isOpen }) => {
  const { labels } = data
  const button = put(el("button", `mail${given ? " is-done" : ""}`), { type: "button", "data-message": message.id })
  if (isOpen) put(button, { "aria-current": "true" })
  const by = el("span", "mail-by")
  by.append(icon(PICTURES[message.channel] ?? "bubbles"), hidden(`${labels[message.channel]} `), el("b", "", message.by ?? labels[message.channel]))
  if (isNew) by.append(el("span", "badge", labels.new))
  const state = el("span", "mail-state")
  if (given) state.append(icon("check"), el("span", "", summary(given, labels)))
  button.append(by, el("span", "mail-when", message.when), el("span", "mail-text", message.text), state)
  return button
}

export const mailbox = (state, tools) => {
  const node = el("div", "mailbox")
  const list = put(el("ol", "mails card"), { role: "list" })
  const detail = el("div", "detail")
  node.append(list, detail)
  let data = null
  let fresh = new Set() // come since the page was opened, and not looked at yet
  let known = null
  let drawn = ""

  const back = () => {
    const button = put(el("button", "quiet to-list"), { type: "button" })
    const n = fresh.size
    button.append(icon("left"), el("span", "", n ? `${data.labels.to_list} (${fill(data.labels.n_new, { n })})` : data.labels.to_list))
    button.onclick = () => {
      const from = state.open
      go(null)
      show(from)
    }
    return button
  }
  const go = id => {
    state.open = id
    fresh.delete(id)
    tools.keep()
    paint()
  }
  const empty = () => {
    const box = el("div", "nothing-open")
    box.append(icon("tray"), el("p", "", data.labels.choose_message))
    return box
  }
  const paintDetail = () => {
    const message = data.work.messages.find(({ id }) => id === state.open)
    const given = message && data.work.handled[message.id]
    const wanted = message ? `${message.id}${JSON.stringify(given)}` : ""
    node.classList.toggle("is-open", Boolean(message))
    if (drawn === wanted && detail.firstChild) {
      if (message) detail.firstChild.replaceWith(back())
      return null
    }
    drawn = wanted
    if (!message) return detail.replaceChildren(empty())
    const { node: form, title } = decision(message, data, tools.draftOf(message.id, given), { ...tools, handled: given })
    detail.replaceChildren(back(), form)
    return title
  }
  const paint = () => {
    const focused = node.getRootNode().activeElement?.dataset?.message
    list.replaceChildren(...data.work.messages.map(message => {
      const item = el("li")
      const button = line(message, data, { given: data.work.handled[message.id], isNew: fresh.has(message.id), isOpen: state.open === message.id })
      button.onclick = () => {
        drawn = "?"
        state.open = null
        go(message.id)
        detail.querySelector(".what").focus()
      }
      item.append(button)
      return item
    }))
    paintDetail()
    if (focused) show(focused)
  }
  const show = id => list.querySelector(`[data-message="${CSS.escape(id)}"]`)?.focus()
  const grow = next => {
    data = next
    put(list, { "aria-label": data.labels.inbox })
    const ids = data.work.messages.map(({ id }) => id)
    if (known) for (const id of ids) if (!known.has(id)) fresh.add(id)
    known = new Set(ids)
    paint()
  }
  return { node, grow, show }
}
