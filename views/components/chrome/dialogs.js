// Cards that open over the page without asking the server: the charter, the notice.
import { el, put } from "../scene/dom.js"

const dialogs = new Map()

const group = ({ title, lines }) => {
  const node = el("section", "group")
  const list = el("ul")
  list.append(...lines.map(line => el("li", "", line)))
  node.append(el("h3", "", title), lines.length === 1 ? el("p", "", lines[0]) : list)
  return node
}

const card = (data, close) => {
  const node = put(el("dialog", "sheet"), { "aria-labelledby": `title-${data.id}`, id: data.id })
  const head = el("div", "sheet-head")
  const button = put(el("button", "close", close), { type: "button" })
  button.onclick = () => node.close()
  head.append(put(el("h2", "", data.title), { id: `title-${data.id}` }), button)
  const body = put(el("div", "sheet-body"), { tabindex: "0", role: "region", "aria-labelledby": `title-${data.id}` })
  if (data.intro) body.append(el("p", "intro", data.intro))
  const groups = el("div", "groups")
  groups.append(...data.groups.map(group))
  body.append(groups)
  if (data.footer) body.append(el("p", "sheet-foot", data.footer))
  node.append(head, body)
  node.onclick = event => { if (event.target === node) node.close() }
  return node
}

export const lay = (root, data) => {
  root.replaceChildren(...data.cards.map(each => card(each, data.close)))
  dialogs.clear()
  for (const node of root.children) dialogs.set(node.id, node)
}

export const opener = ({ id, label }, cls) => {
  const button = put(el("button", cls, label), { type: "button", "aria-haspopup": "dialog" })
  button.onclick = () => {
    const dialog = dialogs.get(id)
    if (!dialog) return
    dialog.onclose = () => button.focus()
    dialog.showModal()
  }
  return button
}
