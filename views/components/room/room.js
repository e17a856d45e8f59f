// The interview room. The sheet lives here while it is filled in; the saver keeps it, the page's socket submits it.
import { el, put } from "../scene/dom.js"
import { foot } from "./finish.js"
import { outline } from "./outline.js"
import { card } from "./question.js"
import { RATINGS } from "./rungs.js"
import { saver } from "./saver.js"
import { sent } from "./sent.js"
import { beginning, clearShelf, tidy } from "./shelf.js"
import { verdict } from "./verdict.js"

const PATIENCE = 10000 // ms before an unanswered submission may be repeated; the server keeps the first only
const TYPED = "textarea, select, input:not([type=radio], [type=checkbox])"

let inUse = null // the room on screen, for keys and for the moment the page goes away
for (const [target, name] of [[window, "pagehide"], [document, "visibilitychange"], [window, "online"]]) {
  target.addEventListener(name, () => {
    if (name === "pagehide" || document.visibilityState === "hidden") inUse?.saver.flush()
    else inUse?.saver.save()
  })
}
// Keys work wherever nothing else is in hand, and never while somebody types.
window.addEventListener("keydown", event => { if (inUse?.root.isConnected) inUse.press(event) })

const calmly = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth")

const CHOICES = { elsewhere: ["keep_mine", "take_theirs"], over: ["reload"], refused: ["reload"] }

// What the reader has to know and decide about where the sheet is kept.
const trouble = room => {
  const node = put(el("div", "trouble"), { role: "alert" })
  const { labels } = room.data
  const deeds = {
    keep_mine: () => { show(""); room.saver.overrule() },
    take_theirs: () => { clearShelf(room.data); room.saver.end(); location.reload() },
    reload: () => location.reload(),
  }
  const show = state => {
    node.replaceChildren()
    if (!(state in CHOICES) && state !== "signed_out") return
    const row = el("div", "buttons")
    for (const name of CHOICES[state] ?? []) {
      const button = put(el("button", "quiet", labels[name]), { type: "button" })
      button.onclick = deeds[name]
      row.append(button)
    }
    node.append(el("p", "", labels[state]), ...(row.childElementCount ? [row] : []))
  }
  return { node, show }
}

const draw = (root, room) => {
  const { data } = room
  room.parts = Object.fromEntries(data.questions.map((question, at) => [question.id, card(question, at + 1, room)]))
  room.last = verdict(room)
  room.outline = outline(room)
  room.foot = foot(room, root)
  room.trouble = trouble(room)
  const main = el("div", "questions")
  main.append(room.trouble.node, el("p", "hint keys", data.labels.keys), ...Object.values(room.parts).map(({ node }) => node), room.last.node, room.foot.node)
  const layout = el("div", "layout")
  layout.append(room.outline.node, main)
  root.replaceChildren(layout)
}

const speaking = (data, tongue) => (tongue in data.languages ? tongue : Object.keys(data.languages)[0])

const enter = (root, data) => {
  const begun = beginning(data)
  const room = { root, data, sheet: begun.sheet, tongue: speaking(data), hand: null, busy: false, state: "untouched" }
  const at = id => room.parts[id] ?? room.last
  room.tell = state => {
    room.state = state
    room.outline.show(state in CHOICES || state === "signed_out" ? "local" : state)
    room.trouble.show(state)
  }
  room.saver = saver(data, begun, () => tidy(data, room.sheet), room.tell)
  room.paint = () => {
    room.outline.paint()
    room.foot.paint()
  }
  room.changed = id => {
    at(id).paint()
    room.paint()
    room.saver.changed()
  }
  room.take = id => {
    if (room.hand === id) return
    room.hand = id
    for (const [one, { node }] of Object.entries(room.parts)) node.classList.toggle("in-hand", one === id)
    room.outline.paint()
  }
  // To a question: its heading comes into view, and the first thing to do there takes the focus.
  room.go = (id, what = "") => {
    const { node, area, first } = at(id)
    node.scrollIntoView({ behavior: calmly(), block: "start" })
    const target = what === "evidence" ? area : what === "rating" ? first : node
    target.focus({ preventScroll: true })
    if (what) target.scrollIntoView({ behavior: calmly(), block: "center" })
    room.take(id)
  }
  room.speak = tongue => {
    room.tongue = tongue
    draw(root, room)
    room.show()
    root.querySelector(".tongues [aria-pressed=true]").focus()
  }
  room.press = event => {
    const [target] = event.composedPath()
    const isFree = event.altKey || event.ctrlKey || event.metaKey || target.matches?.(TYPED) || target.isContentEditable
    const isHere = target === document.body || root.contains(target)
    if (isFree || !isHere || room.hand === null || root.querySelector("dialog[open]")) return
    const rating = RATINGS.find(one => String(one) === event.key)
    if (rating === undefined && event.key !== "0" && event.key.toLowerCase() !== "n") return
    event.preventDefault()
    room.parts[room.hand].pick(rating ?? null)
  }
  room.free = error => {
    room.busy = false
    clearTimeout(room.timer)
    root.classList.remove("sending")
    room.foot.say("")
    room.foot.warn(error ?? "")
    room.saver.resume()
  }
  room.submit = () => {
    if (room.busy) return
    room.busy = true
    room.saver.end()
    root.classList.add("sending")
    room.foot.warn("")
    room.foot.say(data.labels.sending)
    room.timer = setTimeout(() => room.free(data.labels.retry), PATIENCE)
    room.trigger("submit", { body: tidy(data, room.sheet) })
  }
  room.show = () => {
    const first = data.questions.find(({ id }) => room.sheet.answers[id].rating === null && !room.sheet.answers[id].not_observed)
    const hand = room.hand ?? (first ?? data.questions[0]).id
    room.hand = null
    room.take(hand)
    room.paint()
    room.outline.show(room.state)
  }
  draw(root, room)
  room.show()
  if (begun.elsewhere !== null) room.tell("elsewhere")
  else if (!room.saver.isKept()) { room.tell("local"); room.saver.save() }
  return room
}

const look = (root, data) => {
  clearShelf(data)
  const room = { data, tongue: speaking(data), sheet: tidy(data, data.sheet) }
  root.classList.remove("sending")
  root.replaceChildren(sent(room))
  return room
}

// Whoever has just submitted goes on at the head of the page, where it says so.
const arrive = () => setTimeout(() => {
  const main = document.querySelector("[data-testid=stMain]")
  main?.scrollTo({ top: 0 })
  const heading = main?.querySelector("h1")
  if (heading) put(heading, { tabindex: "-1", style: "outline: none" }).focus({ preventScroll: true })
}, 150)

const rooms = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  dress(parentElement)
  const root = parentElement.querySelector(".room")
  const identity = [data.interview, data.owner, data.lang, data.is_submitted].join()
  let room = rooms.get(root)
  if (room?.identity !== identity) {
    clearTimeout(room?.timer)
    room?.saver?.end()
    if (room?.saver && data.is_submitted) arrive()
    room = data.is_submitted ? look(root, data) : enter(root, data)
    room.identity = identity
    rooms.set(root, room)
    if (data.error) room.foot?.warn(data.error)
  } else if (room.saver) {
    room.saver.meet(data.sheet)
    room.free(data.error)
  }
  inUse = data.is_submitted ? null : room
  room.trigger = setTriggerValue
  return () => {
    clearTimeout(room.timer)
    room.saver?.flush()
  }
}
