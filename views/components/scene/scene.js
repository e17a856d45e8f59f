// One scenario: the situation, the choices, and one careful sending of the answer.
// A format is an entry in FORMATS: restore(answer) -> state, render(box, data, state, changed),
// missing(state) -> what is still to do ("" when complete), value(state) -> the answer as JSON.
import { el, put } from "./dom.js"
import { best_worst, mcq, multi_select, rate_each } from "./pick.js"
import { rank } from "./rank.js"
import { story } from "./stem.js"

const FORMATS = { best_worst, rate_each, rank, multi_select, mcq }
const PATIENCE = 8000 // ms before an unanswered sending may be repeated; the server keeps only the first
const PREFIX = "entregent:"
let shown = null // the scene on screen, so that a new one takes focus and the first one does not

const memory = {
  read(key) {
    try { return JSON.parse(sessionStorage.getItem(key)) } catch { return null }
  },
  keepOnly(key, state) {
    try {
      for (const other of Object.keys(sessionStorage)) if (other.startsWith(PREFIX) && other !== key) sessionStorage.removeItem(other)
      if (state) sessionStorage.setItem(key, JSON.stringify(state))
    } catch { /* storage refused: the choice lives on this page only */ }
  },
}

const identity = data => `${PREFIX}${data.storage}:${data.item}:${data.revision}`

const known = (state, data) => state && state.format === data.format ? state : null

const form = data => {
  const node = put(el("form", "choices"), { novalidate: "" })
  const set = put(el("fieldset"), { "aria-describedby": "hint" })
  const legend = el("legend")
  legend.append(el("h2", "", data.question))
  const box = el("div", "options")
  set.append(legend, put(el("p", "hint", data.hint), { id: "hint" }), box)
  node.append(set)
  return { node, box }
}

const footer = data => {
  const { labels } = data
  const node = el("div", "foot")
  const message = put(el("p", "message"), { role: "status" })
  const alert = put(el("p", "message alert"), { role: "alert" })
  const spoken = put(el("p", "hidden"), { "aria-live": "polite" })
  const plain = (name, text) => put(el("button", `quiet ${name}`, text), { type: "button" })
  const back = plain("back", labels.back)
  const skip = plain("skip", labels.skip)
  const next = put(el("button", "next", labels.next), { type: "submit" })
  const buttons = el("div", "buttons")
  back.hidden = !data.can_go_back
  skip.hidden = !data.can_skip
  buttons.append(back, skip, next)
  node.append(message, alert, spoken, buttons)
  return { node, message, alert, spoken, back, skip, next }
}

const wire = (scene, data) => {
  const format = FORMATS[data.format]
  const { foot, state, key } = scene
  const say = text => { if (foot.message.textContent !== text) foot.message.textContent = text }
  const warn = text => { foot.alert.textContent = text }
  const status = () => format.missing(state, data) || (data.saved && !scene.dirty ? data.labels.saved : data.labels.ready)
  const busy = on => {
    for (const button of [foot.next, foot.skip, foot.back]) button.toggleAttribute("aria-busy", on)
    scene.root.classList.toggle("sending", on)
    clearTimeout(scene.timer)
    if (on) scene.timer = setTimeout(() => { busy(false); warn(data.labels.retry) }, PATIENCE)
    scene.busy = on
  }
  const send = (name, payload) => {
    if (scene.busy) return
    warn("")
    say(data.labels.sending)
    busy(true)
    scene.trigger(name, { item: data.item, revision: data.revision, ...payload })
  }
  const changed = spoken => {
    scene.dirty = true
    memory.keepOnly(key, { ...state, format: data.format })
    foot.node.classList.toggle("ready", !format.missing(state, data))
    warn("")
    say(status())
    if (spoken) foot.spoken.textContent = spoken
  }
  format.render(scene.box, data, state, changed)
  scene.form.onsubmit = event => {
    event.preventDefault()
    const missing = format.missing(state, data)
    if (!missing) return send("answer", { answer: format.value(state, data) })
    say("")
    warn(missing)
  }
  foot.skip.onclick = () => send("skip")
  foot.back.onclick = () => send("back")
  foot.node.classList.toggle("ready", !format.missing(state, data))
  say(status())
  Object.assign(scene, { busy: false, release: error => { busy(false); say(status()); warn(error ?? "") } })
}

const build = (root, data, key) => {
  const title = put(el("h1", "title", data.title), { tabindex: "-1", id: "title" })
  const told = put(el("section", "story"), { "aria-labelledby": "title" })
  told.append(title, ...story(data))
  const { node, box } = form(data)
  const foot = footer(data)
  node.append(foot.node)
  const state = known(memory.read(key), data) ?? FORMATS[data.format].restore(data.answer, data)
  const grid = el("div", "grid")
  grid.append(told, node)
  root.replaceChildren(grid)
  root.classList.remove("sending")
  return { root, title, box, form: node, foot, state, key }
}

const arrive = scene => {
  document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 })
  scene.title.focus({ preventScroll: true })
}

const scenes = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  dress(parentElement)
  const root = parentElement.querySelector(".scene")
  const key = identity(data)
  let scene = scenes.get(root)
  if (!scene || scene.signature !== key + data.lang) {
    clearTimeout(scene?.timer)
    scene = build(root, data, key)
    scene.signature = key + data.lang
    scene.attempt = data.attempt
    scenes.set(root, scene)
    memory.keepOnly(key)
    wire(scene, data)
    if (data.error) scene.release(data.error)
    if (shown && shown !== key) arrive(scene)
    shown = key
  } else if (scene.attempt !== data.attempt) {
    scene.attempt = data.attempt
    scene.release(data.error)
  }
  scene.trigger = setTriggerValue
  return () => clearTimeout(scene.timer)
}
