// What to do with one message of the inbox: an action, a priority and, when it is passed on, to whom.
import { choice, el, fill, icon, put } from "./dom.js"
import { bubble, hidden } from "./stem.js"

const ACTIONS = ["reply_now", "reply_later", "escalate", "hide", "ignore", "thank"]
const OTHER = { escalate: "hide", hide: "escalate" } // the two that go together

export const actionsOf = ({ action, also }) => (action && also && OTHER[action] ? ["hide", "escalate"] : [action].filter(Boolean))

// What was decided before, as this form shows it.
export const reopened = given => ({
  action: given.action.includes("escalate") ? "escalate" : given.action[0], also: given.action.length > 1,
  holding: given.holding ?? true, contact: given.contact ?? "", priority: given.priority,
})

const asAnswer = (message, draft) => {
  const action = actionsOf(draft)
  const passed = action.includes("escalate") ? { holding: draft.holding ?? true, contact: draft.contact } : {}
  return { message: message.id, action, priority: draft.priority, ...passed }
}

const missing = (draft, labels) => {
  if (!draft.action) return labels.need_action
  if (actionsOf(draft).includes("escalate") && !draft.contact) return labels.need_contact
  return draft.priority ? "" : labels.need_priority
}

export const whatIs = (message, labels) => (message.by ? `${labels[message.channel]}, ${message.by}` : labels[message.channel])

const group = (legend, cls) => {
  const set = el("fieldset", cls)
  const box = el("div", "row")
  set.append(el("legend", "", legend), box)
  return { set, box }
}

const radios = (message, name, values, text, draft, changed) => {
  const { set, box } = group(text(name), `${name}s`)
  for (const value of values) {
    const { wrap, input } = choice({ type: "radio", name: `${name}-${message.id}`, value, text: text(`${name}_${value}`),
      checked: draft[name] === value, cls: "chip" })
    wrap.prepend(icon("check"))
    input.onchange = () => {
      draft[name] = value
      changed()
    }
    box.append(wrap)
  }
  return set
}

const tickbox = (id, text, checked, changed) => {
  const { wrap, input } = choice({ type: "checkbox", name: id, value: "yes", text, checked, cls: "yes-no" })
  const mark = put(el("span", "mark"), { "aria-hidden": "true" })
  mark.append(icon("check"))
  input.after(mark)
  input.onchange = () => changed(input.checked)
  return { wrap, input }
}

const contactField = (message, { labels, work }, draft, changed) => {
  const wrap = el("div", "contact")
  const list = put(el("select"), { id: `contact-${message.id}` })
  list.append(put(el("option", "", labels.contact_choose), { value: "" }))
  for (const { id, text } of work.contacts) list.append(put(el("option", "", text), { value: id }))
  list.value = draft.contact ?? ""
  list.onchange = () => {
    draft.contact = list.value
    changed()
  }
  wrap.append(put(el("label", "", labels.contact), { for: list.id }), list)
  return wrap
}

// Escalating asks for a contact and offers a holding reply; hiding and escalating offer each other.
const further = (message, data, draft, changed) => {
  const { labels } = data
  const box = el("div", "further")
  const also = tickbox(`also-${message.id}`, "", Boolean(draft.also), on => {
    draft.also = on
    changed()
  })
  const holding = tickbox(`holding-${message.id}`, labels.holding, draft.holding ?? true, on => {
    draft.holding = on
    changed()
  })
  const contact = contactField(message, data, draft, changed)
  box.append(also.wrap, contact, holding.wrap)
  const paint = () => {
    const escalates = actionsOf(draft).includes("escalate")
    box.hidden = !OTHER[draft.action]
    also.wrap.lastChild.textContent = labels[`also_${OTHER[draft.action]}`] ?? ""
    contact.hidden = holding.wrap.hidden = !escalates
  }
  paint()
  return { box, paint }
}

// draft is changed in place; keep is called at each change, send with the finished decision.
export const decision = (message, data, draft, { keep, send, handled, level = "h2" }) => {
  const { labels } = data
  const node = put(el("form", "decision"), { novalidate: "", "aria-labelledby": `what-${message.id}` })
  const title = put(el(level, "what", whatIs(message, labels)), { id: `what-${message.id}`, tabindex: "-1" })
  const thread = put(el("ul", "thread card"), { role: "list" })
  thread.append(bubble({ ...message, by: message.by ?? labels[message.channel] }, labels, Boolean(message.by)))
  const alert = put(el("p", "message alert"), { role: "alert" })
  const changed = () => {
    alert.textContent = ""
    more.paint()
    keep()
  }
  const more = further(message, data, draft, changed)
  const done = put(el("button", "next", handled ? labels.done_again : labels.done), { type: "submit" })
  const words = name => labels[name]
  node.onsubmit = event => {
    event.preventDefault()
    alert.textContent = missing(draft, labels)
    if (!alert.textContent) send(asAnswer(message, draft))
  }
  node.append(title, thread, radios(message, "action", ACTIONS, words, draft, changed), more.box,
    radios(message, "priority", [1, 2, 3, 4], words, draft, changed), alert)
  if (handled) node.append(el("p", "hint", labels.place_stays))
  done.append(hidden(` ${whatIs(message, labels)}`))
  node.append(done)
  return { node, title }
}

export const summary = (given, labels) =>
  fill(labels.decided, { action: given.action.map(name => labels[`action_${name}`]).join(" + "), priority: given.priority })
