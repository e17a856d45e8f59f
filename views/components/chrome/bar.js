// The top of the page (whose it is, how far, in which language, the charter) and its foot.
import { el, hue, icon, put } from "../scene/dom.js"
import { opener } from "./dialogs.js"

const mark = ({ name, initials, about }) => {
  const node = el("div", "mark")
  const tile = put(el("span", "tile", initials), { "aria-hidden": "true" })
  tile.style.setProperty("--hue", hue(name))
  const words = el("p")
  words.append(el("b", "", name), el("span", "", about))
  node.append(tile, words)
  return node
}

const progress = ({ number, total, text }) => {
  const node = el("div", "progress")
  const track = put(el("div", "track"), { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": total, "aria-valuenow": number,
    "aria-label": text, "aria-valuetext": text })
  const fill = el("div", "fill")
  fill.style.width = `${(100 * number) / total}%`
  track.append(fill)
  node.append(el("p", "", text), track)
  return node
}

// A scene that was reached without Streamlit moves the bar; what Streamlit gives next moves it again.
let given = ""
let reached = null
let shown = null

document.addEventListener("entregent:progress", ({ detail }) => {
  reached = detail
  shown?.querySelector(".progress")?.replaceWith(progress(detail))
})

const farthest = data => {
  const text = JSON.stringify(data.progress)
  if (text !== given) [given, reached] = [text, data.progress]
  return reached
}

const languages = (data, trigger) => {
  const node = put(el("div", "languages"), { role: "group", "aria-label": data.labels.language })
  for (const { code, name } of data.languages) {
    const chosen = code === data.lang
    const button = put(el("button", "", code.toUpperCase()), { type: "button", lang: code, "aria-pressed": chosen,
      "aria-label": `${code.toUpperCase()}, ${name}` })
    button.onclick = () => { if (!chosen) trigger("language", { lang: code }) }
    node.append(button)
  }
  return node
}

export const bar = (root, data, trigger) => {
  const node = el("div", "bar")
  const side = el("div", "side")
  if (data.languages.length > 1) side.append(languages(data, trigger))
  side.append(...data.opens.map(each => opener(each, "open")))
  if (data.company) node.append(mark(data.company))
  const far = farthest(data)
  if (far) node.append(progress(far))
  node.append(side)
  root.replaceChildren(node)
  shown = node
}

export const foot = (root, data, trigger) => {
  const node = el("div", "page-foot")
  const line = el("p", "contact")
  line.append(el("span", "", `${data.contact_label} `))
  if (/^[^\s@]+@[^\s@]+$/.test(data.contact)) line.append(put(el("a", "", data.contact), { href: `mailto:${encodeURI(data.contact)}` }))
  else line.append(el("span", "", data.contact))
  const links = el("div", "links")
  links.append(...data.opens.map(each => opener(each, "link")))
  if (data.rights) {
    const button = put(el("button", "link", data.rights), { type: "button" })
    button.onclick = () => trigger("rights", {})
    links.append(button)
  }
  if (data.withdraw) {
    const button = put(el("button", "link", data.withdraw), { type: "button" })
    button.onclick = () => trigger("withdraw", {})
    links.append(button)
  }
  const made = el("p", "made")
  made.append(icon("bubbles"), el("span", "", data.product))
  node.append(line, links, made)
  root.replaceChildren(node)
}
