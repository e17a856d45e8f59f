// The rank format: an ordered list moved by buttons, arrow keys or a drag; ties allowed.
import { choice, el, fill, icon, put } from "./dom.js"

// ["B", ["C", "D"], "A"] <-> order B C D A with D tied to the one before it
const unnest = answer => {
  const order = []
  const tied = []
  for (const place of answer) {
    for (const [index, id] of [place].flat().entries()) {
      order.push(id)
      if (index) tied.push(id)
    }
  }
  return { order, tied, touched: true }
}

const nest = ({ order, tied }) => {
  const places = []
  for (const [index, id] of order.entries()) {
    if (index && tied.includes(id)) places.push([places.pop(), id].flat())
    else places.push(id)
  }
  return places
}

const place = (state, id) => {
  let index = state.order.indexOf(id)
  while (index && state.tied.includes(state.order[index])) index -= 1
  return index + 1
}

const button = (picture, label, describedby) => {
  const node = put(el("button", "move"), { type: "button", "aria-label": label, "aria-describedby": describedby })
  node.append(icon(picture))
  return node
}

// A drag is an enhancement: the pointer passing the middle of a neighbour moves the card by one place.
const draggable = (row, grip, list, moveTo) => {
  grip.onpointerdown = event => {
    if (event.button) return
    event.preventDefault()
    grip.setPointerCapture(event.pointerId)
    row.classList.add("dragged")
  }
  grip.onpointermove = event => {
    if (!row.classList.contains("dragged")) return
    const rows = [...list.children]
    const from = rows.indexOf(row)
    const passed = side => {
      const box = rows[from + side]?.getBoundingClientRect()
      return box && (event.clientY - (box.top + box.height / 2)) * side > 0
    }
    if (passed(1)) moveTo(from + 1)
    else if (passed(-1)) moveTo(from - 1)
  }
  grip.onpointerup = grip.onpointercancel = () => row.classList.remove("dragged")
}

const rankedRow = (option, data) => {
  const { labels } = data
  const row = put(el("li", "option ranked"), { "data-option": option.id })
  const text = put(el("p", "option-text", option.text), { id: `o-${option.id}` })
  const badge = el("span", "place")
  const grip = put(el("span", "grip"), { "aria-hidden": "true" })
  grip.append(icon("grip"))
  const up = button("up", labels.move_up, text.id)
  const down = button("down", labels.move_down, text.id)
  const moves = el("div", "moves")
  moves.append(up, down)
  const tie = choice({ type: "checkbox", name: `tie-${option.id}`, value: "tied", text: labels.tied, checked: false, cls: "tie",
    describedby: text.id })
  row.append(grip, badge, text, moves, tie.wrap)
  return { row, badge, grip, up, down, tie, id: option.id, text: option.text }
}

const paint = (rows, list, state, labels) => {
  const sorted = state.order.map(id => rows.find(row => row.id === id))
  sorted.forEach((row, index) => {
    if (list.children[index] !== row.row) list.insertBefore(row.row, list.children[index])
    const rank = place(state, row.id)
    const shared = state.tied.includes(row.id) || state.tied.includes(state.order[index + 1])
    row.badge.textContent = (shared ? "=" : "") + rank
    row.badge.setAttribute("aria-label", fill(labels.position, { position: rank, total: rows.length }))
    row.badge.setAttribute("role", "img")
    row.row.classList.toggle("is-tied", state.tied.includes(row.id))
    row.tie.input.checked = state.tied.includes(row.id)
    row.tie.wrap.hidden = index === 0
    row.up.setAttribute("aria-disabled", index === 0)
    row.down.setAttribute("aria-disabled", index === rows.length - 1)
  })
}

// A tie is with the card above. Whoever heads a group and leaves it hands the head to the next; whoever
// lands inside a group belongs to it.
const retie = (state, id, from, to) => {
  const heir = state.order[from + 1]
  const left = state.tied.includes(id) ? [id] : [heir]
  state.order.splice(to, 0, ...state.order.splice(from, 1))
  state.tied = state.tied.filter(tied => !left.includes(tied))
  if (state.tied.includes(state.order[to + 1])) state.tied.push(id)
}

const actions = (rows, list, state, data, changed) => {
  const settle = (id, spoken) => {
    state.touched = true
    state.tied = state.tied.filter(tied => tied !== state.order[0])
    paint(rows, list, state, data.labels)
    const { text } = rows.find(row => row.id === id)
    changed(spoken && `${fill(data.labels.position, { position: place(state, id), total: rows.length })} : ${text}`)
  }
  const move = (id, to) => {
    const from = state.order.indexOf(id)
    if (to < 0 || to >= state.order.length || to === from) return
    const focused = list.getRootNode().activeElement
    retie(state, id, from, to)
    settle(id, true)
    focused?.focus({ preventScroll: true })
  }
  const tie = (id, on) => {
    state.tied = on ? [...state.tied, id] : state.tied.filter(tied => tied !== id)
    settle(id, true)
  }
  return { move, tie }
}

export const rank = {
  restore: (answer, data) => (answer ? unnest(answer) : { order: data.options.map(({ id }) => id), tied: [], touched: false }),
  value: nest,
  missing: (state, { labels }) => (state.touched || state.confirmed ? "" : labels.need_rank),
  render: (box, data, state, changed) => {
    const { labels } = data
    const list = put(el("ol", "ranking"), { role: "list" })
    const rows = data.options.map(option => rankedRow(option, data))
    const agree = choice({ type: "checkbox", name: "agree", value: "agree", text: labels.rank_confirm,
      checked: Boolean(state.confirmed), cls: "option tick checkbox agree" })
    const mark = put(el("span", "mark"), { "aria-hidden": "true" })
    mark.append(icon("check"))
    agree.input.after(mark)
    agree.wrap.hidden = state.touched
    const { move, tie } = actions(rows, list, state, data, spoken => {
      agree.wrap.hidden = state.touched
      changed(spoken)
    })
    for (const row of rows) {
      const step = by => move(row.id, state.order.indexOf(row.id) + by)
      row.up.onclick = () => step(-1)
      row.down.onclick = () => step(1)
      row.tie.input.onchange = () => tie(row.id, row.tie.input.checked)
      row.row.onkeydown = event => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return
        event.preventDefault()
        step(event.key === "ArrowUp" ? -1 : 1)
      }
      draggable(row.row, row.grip, list, to => move(row.id, to))
    }
    agree.input.onchange = () => {
      state.confirmed = agree.input.checked
      changed()
    }
    const end = (text, cls) => put(el("p", `end ${cls}`, text), { "aria-hidden": "true" })
    box.append(end(labels.rank_first, "first"), list, end(labels.rank_last, "last"), agree.wrap)
    paint(rows, list, state, labels)
  },
}
