// One scene: the situation, what the candidate does about it, and one careful sending at a time.
// A format is an entry in FORMATS. Asked once: restore(answer, data) -> state, render(box, data, state, changed, keep),
// missing(state) -> what is still to do ("" when complete), value(state) -> the answer as JSON; merge(kept, data)
// where this page's memory does not simply win; leave(kind) before anything is sent. Played step by step:
// restore, and play(root, data, tools) -> { title, update(data) }.
import { conversation } from "./conversation.js"
import { el, put } from "./dom.js"
import { footer } from "./foot.js"
import { open_reply } from "./open_reply.js"
import { best_worst, mcq, multi_select, rate_each } from "./pick.js"
import { rank } from "./rank.js"
import { story } from "./stem.js"
import { triage } from "./triage.js"

const FORMATS = { best_worst, rate_each, rank, multi_select, mcq, conversation, triage, open_reply }
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

// A scene played step by step is one scene whatever its step; one asked once is another after each answer.
const identity = data => `${PREFIX}${data.storage}:${data.item}${FORMATS[data.format].play ? "" : `:${data.revision}`}`

const recalled = (key, data) => {
  const { restore, merge } = FORMATS[data.format]
  const read = memory.read(key)
  const kept = read?.format === data.format ? read : null
  return merge ? merge(kept, data) : kept ?? restore(data.answer, data)
}

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

const ask = (root, data, { foot, state, keep, format }) => {
  const title = put(el("h1", "title", data.title), { tabindex: "-1", id: "title" })
  const told = put(el("section", "story"), { "aria-labelledby": "title" })
  told.append(title, ...story(data))
  const { node, box } = form(data)
  node.append(foot.node)
  const grid = el("div", "grid")
  grid.append(told, node)
  root.replaceChildren(grid)
  let dirty = false
  const send = (kind, payload) => {
    format.leave?.(kind)
    foot.send(kind, payload)
  }
  const settle = () => {
    const missing = format.missing(state, data)
    foot.ready(!missing)
    foot.say(missing || (data.saved && !dirty ? data.labels.saved : data.labels.ready))
  }
  format.render(box, data, state, spoken => {
    dirty = true
    keep()
    foot.warn("")
    settle()
    if (spoken) foot.speak(spoken)
  }, keep)
  node.onsubmit = event => {
    event.preventDefault()
    const missing = format.missing(state, data)
    if (!missing) return send("answer", { answer: format.value(state, data) })
    foot.say("")
    foot.warn(missing)
  }
  foot.skip.onclick = () => send("skip")
  foot.back.onclick = () => send("back")
  settle()
  return { title, update: settle }
}

const open = (root, data, key) => {
  root.classList.remove("sending")
  const format = FORMATS[data.format]
  const foot = footer(data, root)
  const state = recalled(key, data)
  const keep = () => memory.keepOnly(key, { ...state, format: data.format })
  memory.keepOnly(key)
  const { title, update } = (format.play ?? ask)(root, data, { foot, state, keep, format })
  return { foot, title, update, revision: data.revision, attempt: data.attempt }
}

const arrive = scene => {
  document.querySelector("#early, [data-testid=stMain]")?.scrollTo({ top: 0 })
  scene.title.focus({ preventScroll: true })
}

const renew = (scene, data) => {
  const answered = scene.revision !== data.revision || scene.attempt !== data.attempt
  Object.assign(scene, { revision: data.revision, attempt: data.attempt })
  scene.foot.data = data
  if (answered) scene.foot.free(data.error)
  scene.update(data)
}

const scenes = new WeakMap()

const display = (root, data, trigger, follow) => {
  const key = identity(data)
  let scene = scenes.get(root)
  if (scene?.signature === key + data.lang) renew(scene, data)
  else {
    scene?.foot.stop()
    scene = open(root, data, key)
    scene.signature = key + data.lang
    scenes.set(root, scene)
    if (data.error) scene.foot.free(data.error)
    if (shown && shown !== key) arrive(scene)
    shown = key
  }
  Object.assign(scene.foot, { trigger, follow })
}

// What Streamlit gave last, and the scene that a short cut has reached from there: Streamlit may give the same
// again (another palette, a page drawn anew), or what it had read before an answer: nobody goes back by that.
let given = ""
let reached = null
let far = null
const answered = new Set()

const mount = (root, data, trigger) => {
  const text = JSON.stringify(data)
  const isPast = answered.has(identity(data))
  if (text !== given) [given, reached] = [text, isPast ? reached : data]
  const follow = ({ scene, progress }) => {
    if (text !== given) return false // the page was drawn anew meanwhile, in another language perhaps
    answered.add(identity(reached))
    reached = scene
    far = progress
    display(root, scene, trigger, follow)
    document.dispatchEvent(new CustomEvent("entregent:progress", { detail: progress }))
    return true
  }
  display(root, reached, trigger, follow)
  if (isPast) document.dispatchEvent(new CustomEvent("entregent:progress", { detail: far }))
}

export default function ({ parentElement, data, setTriggerValue }) {
  dress(parentElement)
  const here = () => parentElement.querySelector(".scene")
  handover.arrive("scene", setTriggerValue, early => {
    if (early?.scene) here().replaceWith(early.scene)
    mount(here(), data, setTriggerValue)
  })
  return () => scenes.get(here())?.foot.stop()
}
