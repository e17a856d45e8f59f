// The foot of a scene: what the page says, its buttons, and one careful sending at a time.
import { el, put } from "./dom.js"
import { nextScene } from "./shortcut.js"

const PATIENCE = 8000 // ms before an unanswered sending may be repeated; the server keeps only the first

const buttonsOf = ({ labels, can_go_back, can_skip }) => {
  const plain = (name, shown) => {
    const button = put(el("button", `quiet ${name}`, labels[name]), { type: "button" })
    button.hidden = !shown
    return button
  }
  return { back: plain("back", can_go_back), skip: plain("skip", can_skip), next: put(el("button", "next", labels.next), { type: "submit" }) }
}

export const footer = (data, root) => {
  const node = el("div", "foot")
  const message = put(el("p", "message"), { role: "status" })
  const alert = put(el("p", "message alert"), { role: "alert" })
  const spoken = put(el("p", "hidden"), { "aria-live": "polite" })
  const buttons = buttonsOf(data)
  const row = el("div", "buttons")
  const cost = put(el("p", "cost", data.labels.skip_note), { id: "cost" })
  put(buttons.skip, { "aria-describedby": "cost" })
  row.append(...Object.values(buttons), cost)
  node.append(message, alert, spoken, row)
  let busy = false
  let timer = 0
  const lock = on => {
    for (const button of Object.values(buttons)) button.toggleAttribute("aria-busy", on)
    root.classList.toggle("sending", on)
    clearTimeout(timer)
    if (on) timer = setTimeout(() => { lock(false); foot.warn(data.labels.retry) }, PATIENCE)
    busy = on
  }
  const foot = {
    node, row, data, ...buttons, trigger: null, follow: () => false,
    say: text => { if (message.textContent !== text) message.textContent = text },
    warn: text => { alert.textContent = text },
    speak: text => { spoken.textContent = text },
    ready: on => node.classList.toggle("ready", on),
    // What is sent names the step on screen: the same step sent twice is one step.
    send: async (kind, payload) => {
      if (busy) return
      foot.warn("")
      foot.say(foot.data.labels.sending)
      lock(true)
      if (!await foot.hurry(kind, payload)) foot.tell(kind, payload)
    },
    hurry: async (kind, payload) => {
      const { address, storage, item, revision } = foot.data
      if (!address || kind === "back") return false
      const next = await nextScene(address, { sitting: storage, item, revision, answer: payload?.answer ?? null })
      return next !== null && foot.follow(next)
    },
    tell: (kind, payload) => foot.trigger(kind, { item: foot.data.item, revision: foot.data.revision, ...payload }),
    free: error => { lock(false); foot.warn(error ?? "") },
    stop: () => clearTimeout(timer),
  }
  return foot
}
