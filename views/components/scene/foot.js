// The foot of a scene: what the page says, its buttons, and one careful sending at a time.
import { el, put } from "./dom.js"
import { nextScene } from "./shortcut.js"

const PATIENCE = 8000 // ms before an unanswered sending may be repeated; the server keeps only the first
const WHILE_LOADING = 32000 // ms, as long as Streamlit's line is not there: what is sent waits for a page still loading

const NAMED = 8 // tries that are named

// What this page has sent at the step on screen: of each the server may have stored it and not been heard. With that
// it knows a page's own earlier try from another tab's answer.
const tries = new Map()
const earlier = ({ storage, item, revision }, kind, payload) => {
  if (!["answer", "skip", "finish"].includes(kind)) return []
  const step = JSON.stringify([storage, item, revision])
  const sent = kind === "finish" ? kind : payload?.answer ?? null
  const before = tries.get(step) ?? []
  const isAgain = before.length > 0 && JSON.stringify(before.at(-1)) === JSON.stringify(sent)
  tries.clear()
  tries.set(step, isAgain ? before : [...before, sent].slice(-NAMED))
  return isAgain ? before.slice(0, -1) : before
}

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
    if (on) timer = setTimeout(() => { lock(false); foot.warn(data.labels.retry) }, handover.isUp() ? WHILE_LOADING : PATIENCE)
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
      handover.forget()
      const sent = { ...payload, tried: earlier(foot.data, kind, payload) }
      const next = await foot.hurry(kind, sent)
      if (next && foot.follow(next)) return
      if (next !== undefined || !handover.isUp()) return foot.tell(kind, sent)
      lock(false)
      foot.warn(data.labels.retry)
    },
    hurry: async (kind, payload) => {
      const { address, storage, item, revision } = foot.data
      if (!address || kind === "back") return null
      return nextScene(address, { sitting: storage, item, revision, answer: payload.answer ?? null, tried: payload.tried })
    },
    tell: (kind, payload) => foot.trigger(kind, { item: foot.data.item, revision: foot.data.revision, ...payload }),
    free: error => { lock(false); foot.warn(error ?? "") },
    stop: () => clearTimeout(timer),
  }
  return foot
}
