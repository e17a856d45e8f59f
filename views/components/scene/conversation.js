// The conversation format: a thread that grows with each choice, and the mood of those who read it.
import { el, fill, put } from "./dom.js"
import { tick } from "./pick.js"
import { bubble, cover, story } from "./stem.js"

const SVG = "http://www.w3.org/2000/svg"
const FACES = [
  ["M8 17c2.2-2.6 5.8-2.6 8 0", "M6.8 8.2l3 1.5M17.2 8.2l-3 1.5"],
  ["M8.4 16.6c2-1.5 5.2-1.5 7.2 0", ""],
  ["M8.4 15.9h7.2", ""],
  ["M8.4 15c2 1.6 5.2 1.6 7.2 0", ""],
  ["M7.6 14.2c1.8 4.2 7 4.2 8.8 0z", ""],
]

const drawn = (name, attributes) => put(document.createElementNS(SVG, name), attributes)

const face = ([mouth, brows], now) => {
  const svg = drawn("svg", { viewBox: "0 0 24 24", class: now ? "mood-face now" : "mood-face" })
  svg.append(drawn("circle", { cx: 12, cy: 12, r: 10.5, class: "skin" }))
  for (const x of [8.9, 15.1]) svg.append(drawn("circle", { cx: x, cy: brows ? 11 : 10.2, r: 1.25, class: "eye" }))
  svg.append(drawn("path", { d: `${mouth}${brows}`, class: "line" }))
  return svg
}

// The words say it; the faces show it again.
const moodStrip = labels => {
  const node = el("div", "mood")
  const faces = put(el("span", "mood-faces"), { "aria-hidden": "true" })
  const words = el("p", "mood-words")
  node.append(faces, words)
  const paint = mood => {
    const text = fill(labels.mood, { mood: labels[`mood_${mood}`] })
    faces.replaceChildren(...FACES.map((one, index) => face(one, index === mood)))
    words.textContent = text
    return text
  }
  return { node, paint }
}

const mine = (part, data) => {
  const item = el("li", "said mine")
  const body = el("div", "bubble")
  const line = el("p", "name")
  line.append(el("b", "", data.labels.you))
  body.append(line, el("p", "words", part.text))
  item.append(put(el("span", "face own", data.company.initials), { "aria-hidden": "true" }), body)
  return item
}

const aside = part => {
  const item = el("li", `aside ${part.kind}`)
  for (const text of part.text.split(/\n+/)) item.append(el("p", "", text))
  return item
}

const DRAW = {
  message: (part, data) => bubble(part, data.labels, true),
  passage: aside,
  outcome: aside,
  ending: aside,
  mine,
}

const threadOf = data => {
  const card = el("div", "card page thread-card")
  const list = put(el("ol", "thread"), { role: "list", "aria-label": data.labels.thread })
  card.append(cover(data.company), list)
  let count = 0
  const grow = parts => {
    const added = parts.slice(count).map(part => put(DRAW[part.kind](part, data), { tabindex: "-1" }))
    list.append(...added)
    const first = parts.slice(count).findIndex(part => part.kind !== "mine" && part.kind !== "outcome")
    const told = parts.slice(count).filter(part => part.kind === "outcome").map(part => part.text)
    count = parts.length
    return { target: added[first] ?? added.at(-1), told }
  }
  return { card, grow }
}

const choices = (data, state, changed) => {
  const set = put(el("fieldset"), { "aria-describedby": "hint" })
  const legend = el("legend")
  legend.append(el("h2", "", data.question))
  const box = el("div", "options")
  for (const option of data.options) {
    const { wrap, input } = tick("radio", "pick", option.id, option.text, state.picked === option.id)
    input.onchange = () => {
      state.picked = option.id
      changed()
    }
    box.append(wrap)
  }
  set.append(legend, put(el("p", "hint", data.hint), { id: "hint" }), box)
  return set
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches

export const conversation = {
  restore: () => ({ picked: null, step: 0 }),
  play: (root, first, { foot, state, keep }) => {
    let data = first
    const title = put(el("h1", "title", data.title), { tabindex: "-1", id: "title" })
    const told = put(el("section", "story"), { "aria-labelledby": "title" })
    const thread = threadOf(data)
    told.append(title, ...story(data), thread.card)
    const mood = moodStrip(data.labels)
    const node = put(el("form", "choices"), { novalidate: "" })
    const grid = el("div", "grid conversation")
    grid.append(told, node)
    root.replaceChildren(grid)
    const settle = () => {
      const { labels, work } = data
      foot.ready(Boolean(state.picked || work.is_over))
      foot.say(work.is_over ? labels.over : state.picked ? labels.ready : labels.need_one)
    }
    const choose = () => {
      keep()
      foot.warn("")
      settle()
    }
    const lay = () => {
      foot.next.textContent = data.work.is_over ? data.labels.continue : data.labels.next
      foot.back.hidden = !data.can_go_back
      foot.skip.hidden = !data.can_skip
      node.replaceChildren(mood.node, ...(data.work.is_over ? [] : [choices(data, state, choose)]), foot.node)
      settle()
    }
    node.onsubmit = event => {
      event.preventDefault()
      if (data.work.is_over) return foot.send("leave")
      if (state.picked) return foot.send("answer", { answer: state.picked })
      foot.say("")
      foot.warn(data.labels.need_one)
    }
    foot.skip.onclick = () => foot.send("skip")
    foot.back.onclick = () => foot.send("back")
    const begin = () => {
      if (state.step !== data.revision) Object.assign(state, { picked: null, step: data.revision })
      const moved = thread.grow(data.work.thread)
      const spoken = mood.paint(data.work.mood)
      lay()
      return { ...moved, spoken }
    }
    begin()
    const update = next => {
      const before = data.revision
      data = next
      if (before === data.revision) return settle()
      const { target, told: outcomes, spoken } = begin()
      foot.speak([...outcomes, spoken].join(" "))
      target?.focus({ preventScroll: true })
      target?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" })
    }
    return { title, update }
  },
}
