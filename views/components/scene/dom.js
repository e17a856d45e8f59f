// Small makers of DOM. Text goes in as textContent only: what a scenario says can never become markup.
export const el = (tag, cls = "", text = null) => {
  const node = document.createElement(tag)
  if (cls) node.className = cls
  if (text !== null) node.textContent = text
  return node
}

export const put = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  return node
}

export const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)

export const paths = {
  lock: "M7 10V8a5 5 0 0 1 10 0v2h1a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zm2 0h6V8a3 3 0 0 0-6 0z",
  team: "M9 11a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7m7.5 0a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5M2 19c0-3.5 3-6 7-6s7 2.5 7 6zm15.6 0c0-2-.7-3.7-1.9-5 3.5-.5 6.3 1.7 6.3 5z",
  flame: "M12.5 2.5c.6 3-.6 4.6-2 6.2C9.3 10 8.2 11.3 8.2 13c-1-.5-1.5-1.6-1.5-2.7C5.1 11.7 4.5 13.6 4.5 15a7.5 7.5 0 0 0 15 0c0-5-4.2-6.8-7-12.5",
  star: "m12 3 2.7 5.7 6.3.8-4.6 4.3 1.2 6.2L12 17l-5.6 3 1.2-6.2L3 9.5l6.3-.8z",
  check: "m9.5 17.5-5-5 1.7-1.7 3.3 3.3 8.3-8.3L19.5 7.5z",
  up: "m12 7 7 7-1.6 1.6L12 10.2l-5.4 5.4L5 14z",
  down: "m12 17-7-7 1.6-1.6 5.4 5.4 5.4-5.4L19 10z",
  bubbles: "M4 4h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3v-3H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2m15 4.5h1a2 2 0 0 1 2 2V16a2 2 0 0 1-2 2h-1v2.5L15.5 18H11l2.6-2H16a3 3 0 0 0 3-3z",
  person: "M12 12a4 4 0 1 1 0-8 4 4 0 0 1 0 8m-8 8c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5z",
  left: "m7 12 7-7 1.6 1.6L10.2 12l5.4 5.4L14 19z",
  tray: "M5.5 4h13L22 13v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-6zM7 6l-2.6 7H9a3 3 0 0 0 6 0h4.6L17 6z",
  grip: "M8 5h3v3H8zm5 0h3v3h-3zm-5 5.5h3v3H8zm5 0h3v3h-3zM8 16h3v3H8zm5 0h3v3h-3z",
}

export const icon = name => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  path.setAttribute("d", paths[name])
  svg.append(path)
  return put(svg, { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" })
}

const hash = name => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7)

// Hues that look well with white letters and with each other, rather than any degree of the wheel.
const HUES = [178, 245, 25, 300, 150, 355, 215]
export const hue = name => HUES[hash(name) % HUES.length]

export const initials = name => {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").split(" ").filter(Boolean)
  return ((words[0] ?? "?")[0] + (words[1]?.[0] ?? "")).toUpperCase()
}

export const avatar = name => {
  const face = put(el("span", "face", initials(name)), { "aria-hidden": "true" })
  face.style.setProperty("--hue", hue(name))
  return face
}

// One labelled native input; the label is the target, the input covers it and keeps the keyboard.
export const choice = ({ type, name, value, text, checked, cls = "", describedby = "", label = "" }) => {
  const wrap = el("label", cls)
  const input = put(el("input"), { type, name, value })
  input.checked = checked
  if (describedby) input.setAttribute("aria-describedby", describedby)
  if (label) input.setAttribute("aria-label", label)
  wrap.append(input, el("span", "text", text))
  return { wrap, input }
}
