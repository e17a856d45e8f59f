// The situation, drawn the way it would be met: a page and its thread, a private chat, a colleague's note.
import { avatar, el, hue, icon, put } from "./dom.js"

const PUBLIC = new Set(["page_post", "comment", "review"])
const kind = part => (part.kind === "passage" ? "passage" : PUBLIC.has(part.channel) ? "public" : part.channel)

const grouped = stem => {
  const groups = []
  for (const part of stem) {
    const last = groups.at(-1)
    if (last?.kind === kind(part) && last.kind !== "profile") last.parts.push(part)
    else groups.push({ kind: kind(part), parts: [part] })
  }
  return groups
}

export const hidden = text => el("span", "hidden", text)

export const PICTURES = { review: "star", private_message: "lock", internal_message: "team", profile: "person" }

// A card of one channel says which it is at its head; where channels are mixed, each message says it.
const name = (message, labels, mixed) => {
  const line = el("p", "name")
  line.append(hidden(labels[message.channel] + " "), el("b", "", message.by))
  if (PICTURES[message.channel] && (mixed || message.channel === "review")) line.append(tag(PICTURES[message.channel], labels[message.channel]))
  if (message.heated) {
    const mark = el("span", "heat")
    mark.append(icon("flame"), hidden(labels.heated))
    line.append(mark)
  }
  return line
}

const tag = (picture, text) => {
  const node = el("span", "tag")
  node.append(icon(picture), put(el("span", "", text), { "aria-hidden": "true" }))
  return node
}

const meta = message => {
  const line = el("p", "meta")
  if (message.when) line.append(el("span", "", message.when))
  if (message.reactions) line.append(el("span", "react", message.reactions))
  return line.childElementCount ? line : ""
}

export const bubble = (message, labels, mixed = false) => {
  const item = el("li", `said ${message.channel}${message.heated ? " heated" : ""}`)
  const body = el("div", "body")
  const box = el("div", "bubble")
  box.append(name(message, labels, mixed), el("p", "words", message.text))
  body.append(box, meta(message))
  item.append(avatar(message.by), body)
  return item
}

// Under its own masthead a page's post needs no second name, except to be heard.
const post = (message, labels, owner) => {
  const item = el("li", `post${message.heated ? " heated" : ""}`)
  const line = name(message, labels)
  if (message.by === owner && !message.heated) line.classList.add("hidden")
  item.append(line, el("p", "words", message.text), meta(message))
  return item
}

const thread = (messages, labels, label) => {
  const list = put(el("ol", "thread"), { role: "list", "aria-label": label })
  for (const message of messages) list.append(message.channel === "page_post" ? post(message, labels, label) : bubble(message, labels))
  return list
}

export const cover = company => {
  const top = el("div", "masthead")
  top.style.setProperty("--hue", hue(company.name))
  const who = el("div", "who")
  who.append(el("p", "company", company.name), el("p", "about", company.about))
  top.append(el("div", "cover"), put(el("span", "logo", company.initials), { "aria-hidden": "true" }), who)
  return top
}

const banner = (picture, title, text) => {
  const head = el("div", "banner")
  const words = el("p")
  words.append(el("b", "", title), el("span", "", text))
  head.append(icon(picture), words)
  return head
}

const draw = {
  passage: (parts, data, plain) => {
    const box = el("div", plain ? "card narrated" : "narration")
    for (const part of parts) for (const text of part.text.split(/\n+/)) box.append(el("p", "", text))
    return box
  },
  public: (parts, data, _, first) => {
    const card = el("div", "card page")
    if (first) card.append(cover(data.company))
    card.append(thread(parts, data.labels, data.company.name))
    return card
  },
  private_message: (parts, data) => {
    const card = el("div", "card chat")
    card.append(banner("lock", data.labels.private_message, data.company.name))
    card.append(thread(parts, data.labels, data.labels.private_message))
    return card
  },
  internal_message: (parts, data) => {
    const card = el("div", "card chat internal")
    card.append(banner("team", data.labels.internal_message, data.company.name))
    card.append(thread(parts, data.labels, data.labels.internal_message))
    return card
  },
  profile: ([message], data) => {
    const card = el("div", `card profile${message.heated ? " heated" : ""}`)
    card.style.setProperty("--hue", hue(message.by))
    const body = el("div", "body")
    body.append(name(message, data.labels), el("p", "words", message.text), meta(message))
    card.append(el("div", "strip"), avatar(message.by), body)
    return card
  },
}

export const story = data => {
  const groups = grouped(data.stem)
  const plain = groups.every(group => group.kind === "passage")
  const first = groups.find(group => group.kind === "public")
  return groups.map(group => draw[group.kind](group.parts, data, plain, group === first))
}
