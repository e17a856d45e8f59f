// The marking desk: what was asked and the rubric on one side, a reply and its marks on the other.
// Digits mark the dimension in hand and go on to the next one that is open; every mark is sent to be kept.
import { el, fill, put } from "../scene/dom.js"
import { story } from "../scene/stem.js"

const PATIENCE = 8000 // ms before an unanswered sending may be repeated; the server keeps the first only
const TYPING = 900 // ms without a key after which a note is kept
const WIDE = 860 // px from which prompt and rubric stand beside the reply
const LEVELS = [0, 1, 2, 3, 4]

const anchors = (dimension, desk) => {
  const box = el("details", "anchors")
  const list = put(el("ol"), { start: 0 })
  for (const level of LEVELS) {
    const line = el("li", "", dimension.anchors[level])
    line.onclick = () => desk.mark(dimension.id, level)
    list.append(line)
  }
  const name = el("summary", "")
  name.append(el("span", "of-side", dimension.name), el("span", "of-scale", desk.data.labels.rubric))
  box.append(name, list, el("p", "needs", `${desk.data.labels.needs} ${dimension.needs}`))
  return { box, lines: [...list.children] }
}

const scale = (dimension, desk) => {
  const set = put(el("fieldset", "dimension"), { "data-dimension": dimension.id })
  const said = put(el("p", "chosen"), { id: `chosen-${dimension.id}` })
  const row = el("div", "levels")
  const inputs = LEVELS.map(level => {
    const label = el("label", "level")
    const input = put(el("input"), { type: "radio", name: dimension.id, value: level,
      "aria-label": `${level}, ${dimension.anchors[level]}` })
    input.onchange = () => desk.mark(dimension.id, level)
    label.append(input, el("span", "", String(level)))
    row.append(label)
    return input
  })
  set.append(el("legend", "", dimension.name), row, said)
  for (const reached of ["focusin", "click"]) set.addEventListener(reached, () => desk.take(dimension.id))
  return { set, inputs, said }
}

const rubric = (desk, form) => {
  const parts = {}
  for (const dimension of desk.data.dimensions) {
    const marks = scale(dimension, desk)
    form.append(marks.set)
    parts[dimension.id] = { dimension, ...anchors(dimension, desk), ...marks }
  }
  return parts
}

// Where there is room the rubric stands beside the scales, else each dimension's part of it under its own.
const settle = (desk, wide) => {
  if (desk.wide === wide) return
  desk.wide = wide
  desk.asked.open = wide
  for (const { box, set } of Object.values(desk.parts)) {
    box.open = false
    ;(wide ? desk.side : set).append(box)
  }
  desk.take(desk.hand)
}

const redraw = desk => {
  for (const { dimension, lines, inputs, said, set } of Object.values(desk.parts)) {
    const given = desk.marks[dimension.id]
    lines.forEach((line, level) => line.classList.toggle("given", level === given))
    inputs.forEach((input, level) => { input.checked = level === given })
    said.textContent = given === undefined ? desk.data.labels.open : dimension.anchors[given]
    set.classList.toggle("done", given !== undefined)
  }
  const open = desk.data.dimensions.filter(({ id }) => desk.marks[id] === undefined)
  desk.foot.classList.toggle("ready", !open.length)
  return open
}

const remark = desk => {
  const box = el("label", "note")
  const area = put(el("textarea"), { rows: 2, maxlength: desk.data.note_limit })
  area.value = desk.note
  area.oninput = () => {
    desk.note = area.value
    clearTimeout(desk.typing)
    desk.typing = setTimeout(() => desk.keep(), TYPING)
  }
  area.onchange = () => { if (!desk.busy) desk.keep() }
  box.append(el("span", "", desk.data.labels.note), area)
  return box
}

const reference = desk => {
  const { data } = desk
  desk.side = put(el("aside", "asked"), { "aria-label": data.labels.about })
  desk.asked = el("details", "prompt")
  desk.asked.append(el("summary", "", data.labels.asked), ...story(data))
  desk.side.append(desk.asked, el("h2", "of-side", data.labels.rubric))
  return desk.side
}

const bottom = desk => {
  const { labels, can_leave } = desk.data
  desk.foot = el("div", "foot")
  const status = put(el("p", "message"), { role: "status" })
  const alert = put(el("p", "message alert"), { role: "alert" })
  const row = el("div", "buttons")
  if (can_leave) {
    const leave = put(el("button", "quiet", labels.leave), { type: "button" })
    leave.onclick = () => desk.send("leave")
    row.append(leave)
  }
  desk.submit = put(el("button", "next", labels.submit), { type: "submit" })
  row.append(desk.submit)
  desk.foot.append(status, alert, row)
  desk.say = text => { status.textContent = text }
  desk.warn = text => { alert.textContent = text }
  return desk.foot
}

const sheet = (root, desk) => {
  const { data } = desk
  const form = put(el("form", "sheet"), { novalidate: "" })
  desk.head = put(el("h2", "title", data.heading), { tabindex: "-1" })
  const reply = el("blockquote", "reply card")
  for (const line of data.text.split(/\n+/)) reply.append(el("p", "", line))
  form.append(desk.head, reply, el("p", "length", data.length),
    el("p", "hint", data.labels.spelling), el("p", "hint keys", data.labels.keys))
  desk.parts = rubric(desk, form)
  if (data.note_limit) form.append(remark(desk))
  form.append(bottom(desk))
  form.onsubmit = event => { event.preventDefault(); desk.finish() }
  const grid = el("div", "desk")
  grid.append(reference(desk), form)
  grid.onkeydown = event => desk.press(event)
  root.replaceChildren(grid)
}

// What is not yet known to be kept stays in this tab too: a reload can be quicker than the sending.
const shelf = data => `entregent.marks.${data.code}`

const unsent = data => {
  try { return data.keeps ? JSON.parse(sessionStorage.getItem(shelf(data))) : null } catch { return null }
}

const shelve = ({ data, marks, note }) => {
  try { if (data.keeps) sessionStorage.setItem(shelf(data), JSON.stringify({ marks, note })) } catch { /* full or shut */ }
}

const isKept = (desk, data) => desk.note === data.note &&
  data.dimensions.every(({ id }) => desk.marks[id] === data.marks[id])

const open = (root, data) => {
  const desk = { data, marks: { ...data.marks }, note: data.note, busy: false, isNew: true }
  Object.assign(desk, unsent(data))
  desk.hand = (data.dimensions.find(({ id }) => desk.marks[id] === undefined) ?? data.dimensions[0]).id
  desk.take = id => {
    desk.hand = id
    for (const { dimension, box, set } of Object.values(desk.parts)) {
      set.classList.toggle("in-hand", dimension.id === id)
      if (desk.wide) box.open = dimension.id === id
    }
  }
  desk.mark = (id, level) => {
    desk.marks[id] = level
    desk.warn("")
    redraw(desk)
    desk.keep()
  }
  desk.send = kind => {
    if (desk.busy) return
    clearTimeout(desk.typing)
    if (kind !== "save") {
      desk.busy = true
      root.classList.add("sending")
      desk.timer = setTimeout(() => { desk.release(); desk.warn(data.labels.retry) }, PATIENCE)
    }
    shelve(desk)
    desk.trigger(kind, { code: data.code, marks: desk.marks, note: desk.note })
  }
  desk.keep = () => { if (data.keeps) { desk.say(data.labels.saving); desk.send("save") } }
  desk.release = () => { desk.busy = false; clearTimeout(desk.timer); root.classList.remove("sending") }
  desk.finish = () => {
    const missing = redraw(desk)
    if (!missing.length) return desk.send("submit")
    desk.warn(fill(data.labels.missing, { names: missing.map(({ name }) => name).join(", ") }))
    desk.parts[missing[0].id].inputs[0].focus()
  }
  desk.press = event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return desk.finish()
    const level = LEVELS.find(one => String(one) === event.key)
    if (level === undefined || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea")) return
    event.preventDefault()
    desk.mark(desk.hand, level)
    desk.onwards()
  }
  desk.onwards = () => {
    const { dimensions } = data
    const at = dimensions.findIndex(({ id }) => id === desk.hand)
    const next = [...dimensions.slice(at), ...dimensions].find(({ id }) => desk.marks[id] === undefined)
    if (next) desk.parts[next.id].inputs[0].focus()
    else desk.submit.focus()
  }
  sheet(root, desk)
  settle(desk, root.clientWidth >= WIDE)
  desk.watch = new ResizeObserver(() => settle(desk, root.clientWidth >= WIDE))
  redraw(desk)
  return desk
}

const desks = new WeakMap()

export default function ({ parentElement, data, setTriggerValue }) {
  dress(parentElement)
  const root = parentElement.querySelector(".marks")
  let desk = desks.get(root)
  const identity = `${data.code}:${data.lang}`
  if (desk?.identity !== identity) {
    clearTimeout(desk?.timer)
    clearTimeout(desk?.typing)
    desk?.watch.disconnect()
    root.classList.remove("sending")
    // Whoever has just submitted, or came by a button that is gone, goes on at the reply's heading.
    if (desk && desk.data.code !== data.code) sessionStorage.removeItem(shelf(desk.data))
    const isLost = desk || !document.activeElement || document.activeElement === document.body
    desk = open(root, data)
    desk.identity = identity
    desks.set(root, desk)
    if (isLost) desk.head.focus({ preventScroll: true })
  } else desk.release()
  desk.trigger = setTriggerValue
  desk.watch.observe(root)
  desk.say(data.saved)
  if (isKept(desk, data)) sessionStorage.removeItem(shelf(data))
  else if (desk.isNew) desk.keep()
  desk.isNew = false
  if (data.error) desk.warn(data.error)
  return () => { clearTimeout(desk.timer); desk.watch.disconnect() }
}
