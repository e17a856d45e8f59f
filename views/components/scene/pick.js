// Formats where options are picked: best_worst, rate_each, multi_select, mcq.
import { choice, el, fill, icon, put } from "./dom.js"

const card = (option, prefix) => {
  const box = put(el("div", "option"), { "data-option": option.id })
  const text = put(el("p", "option-text", option.text), { id: `${prefix}-${option.id}` })
  box.append(text)
  return { box, text }
}

export const best_worst = {
  restore: answer => ({ best: answer?.best, worst: answer?.worst }),
  value: state => ({ best: state.best, worst: state.worst }),
  missing: (state, { labels }) =>
    state.best && state.worst ? "" : state.best ? labels.need_worst : state.worst ? labels.need_best : labels.need_both,
  render: (box, data, state, changed) => {
    const inputs = []
    const paint = () => {
      for (const { input, kind, option, row } of inputs) {
        input.checked = state[kind] === option.id
        row.classList.toggle(`is-${kind}`, input.checked)
      }
    }
    for (const option of data.options) {
      const { box: row, text } = card(option, "o")
      const pair = el("div", "pair")
      for (const kind of ["best", "worst"]) {
        const { wrap, input } = choice({ type: "radio", name: kind, value: option.id, text: data.labels[kind],
          checked: false, cls: `pill ${kind}`, describedby: text.id })
        wrap.prepend(icon("check"))
        input.onchange = () => {
          state[kind] = option.id
          const other = kind === "best" ? "worst" : "best"
          if (state[other] === option.id) delete state[other]
          paint()
          changed()
        }
        inputs.push({ input, kind, option, row })
        pair.append(wrap)
      }
      row.append(pair)
      box.append(row)
    }
    box.classList.add("best-worst")
    paint()
  },
}

export const rate_each = {
  restore: answer => ({ ...answer }),
  value: (state, { options }) => Object.fromEntries(options.map(({ id }) => [id, state[id]])),
  missing: (state, { options, labels }) => {
    const left = options.filter(({ id }) => !state[id]).length
    return left ? fill(left === 1 ? labels.need_rating : labels.need_ratings, { n: left }) : ""
  },
  render: (box, data, state, changed) => {
    const { labels } = data
    for (const option of data.options) {
      const { box: row, text } = card(option, "o")
      const scale = put(el("div", "scale"), { role: "radiogroup", "aria-labelledby": text.id })
      for (let point = 1; point <= 5; point += 1) {
        const { wrap, input } = choice({ type: "radio", name: `rate-${option.id}`, value: point, text: String(point),
          checked: state[option.id] === point, cls: "point", label: `${point}, ${labels[`rate_${point}`]}` })
        input.onchange = () => {
          state[option.id] = point
          row.classList.add("is-rated")
          changed()
        }
        scale.append(wrap)
      }
      row.classList.toggle("is-rated", Boolean(state[option.id]))
      const ends = put(el("div", "ends"), { "aria-hidden": "true" })
      ends.append(el("span", "", labels.rate_1), el("span", "", labels.rate_5))
      row.append(scale, ends)
      box.append(row)
    }
    box.classList.add("rate-each")
  },
}

export const tick = (type, name, value, text, checked, cls = "") => {
  const { wrap, input } = choice({ type, name, value, text, checked, cls: `option tick ${type} ${cls}` })
  const mark = put(el("span", "mark"), { "aria-hidden": "true" })
  if (type === "checkbox") mark.append(icon("check"))
  input.after(mark)
  return { wrap, input }
}

export const multi_select = {
  restore: answer => ({ picked: answer ?? [], none: Array.isArray(answer) && !answer.length }),
  value: (state, { options }) => options.map(({ id }) => id).filter(id => state.picked.includes(id)).sort(),
  missing: (state, { labels }) => (state.picked.length || state.none ? "" : labels.need_some),
  render: (box, data, state, changed) => {
    const rows = data.options.map(option => tick("checkbox", "pick", option.id, option.text, state.picked.includes(option.id)))
    const none = tick("checkbox", "none", "none", data.labels.none, state.none, "none")
    for (const { input } of rows) {
      input.onchange = () => {
        state.picked = rows.filter(row => row.input.checked).map(row => row.input.value)
        if (state.picked.length) state.none = none.input.checked = false
        changed()
      }
    }
    none.input.onchange = () => {
      state.none = none.input.checked
      if (state.none) {
        state.picked = []
        for (const { input } of rows) input.checked = false
      }
      changed()
    }
    box.append(...rows.map(row => row.wrap), none.wrap)
  },
}

export const mcq = {
  restore: answer => ({ picked: answer }),
  value: state => state.picked,
  missing: (state, { labels }) => (state.picked ? "" : labels.need_one),
  render: (box, data, state, changed) => {
    for (const option of data.options) {
      const { wrap, input } = tick("radio", "pick", option.id, option.text, state.picked === option.id)
      input.onchange = () => {
        state.picked = option.id
        changed()
      }
      box.append(wrap)
    }
  },
}
