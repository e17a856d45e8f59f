// The triage format: an inbox worked through in the candidate's own order, beside a clock that follows the server.
import { clock } from "./clock.js"
import { decision, reopened, summary, whatIs } from "./decide.js"
import { el, fill, put } from "./dom.js"
import { mailbox } from "./mailbox.js"
import { story } from "./stem.js"

const contactsCard = ({ labels, work }) => {
  const node = put(el("section", "contacts card"), { "aria-labelledby": "contacts" })
  const list = el("ul")
  list.append(...work.contacts.map(({ text }) => el("li", "", text)))
  node.append(put(el("h2", "", labels.contacts), { id: "contacts" }), list)
  return node
}

const situation = data => {
  const node = el("details", "situation")
  node.append(el("summary", "", data.labels.situation), ...story(data))
  return node
}

// Leaving messages aside is allowed, and asked about once.
const closing = (foot, left) => {
  const { labels } = foot.data
  const button = put(el("button", "quiet finish", labels.finish), { type: "button" })
  const sure = put(el("div", "sure"), { role: "group", hidden: "" })
  const words = put(el("p"), { id: "sure", tabindex: "-1" })
  const yes = put(el("button", "next", labels.finish_yes), { type: "button" })
  const no = put(el("button", "quiet", labels.finish_no), { type: "button" })
  const row = el("div", "buttons")
  row.append(no, yes)
  sure.append(words, row)
  put(sure, { "aria-labelledby": "sure" })
  const ask = on => {
    sure.hidden = !on
    button.hidden = on
  }
  button.onclick = () => {
    words.textContent = fill(labels[left() === 1 ? "finish_one" : "finish_other"], { n: left() })
    ask(true)
    words.focus()
  }
  no.onclick = () => {
    ask(false)
    button.focus()
  }
  yes.onclick = () => foot.send("finish")
  return [sure, button]
}

// One after the other, in the order they lie: for a screen reader, or for whoever prefers it.
const plainList = (state, tools) => {
  const node = el("div", "plain-inbox")
  const forms = new Map()
  const grow = data => {
    for (const message of data.work.messages) {
      const given = data.work.handled[message.id]
      const known = forms.get(message.id)
      if (known && known.given === JSON.stringify(given)) continue
      const { node: form, title } = decision(message, data, tools.draftOf(message.id, given), { ...tools, handled: given })
      if (given) title.after(el("p", "decided", summary(given, data.labels)))
      if (known) known.form.replaceWith(form)
      else node.append(form)
      forms.set(message.id, { form, title, given: JSON.stringify(given) })
    }
  }
  return { node, grow, show: id => forms.get(id).title.focus() }
}

const over = (root, data, foot) => {
  const node = el("div", "grid over")
  const title = put(el("h1", "title", data.labels.over_title), { tabindex: "-1" })
  const form = put(el("form", "card narrated"), { novalidate: "" })
  const done = Object.keys(data.work.handled).length
  form.append(el("p", "", data.work.out_of_time ? data.labels.over_time : data.labels.over_done),
    el("p", "", fill(data.labels.over_kept, { done })), foot.node)
  form.onsubmit = event => {
    event.preventDefault()
    foot.send("leave")
  }
  foot.next.textContent = data.labels.continue
  foot.next.hidden = false
  foot.row.replaceChildren(foot.next)
  foot.say("")
  node.append(title, form)
  root.replaceChildren(node)
  return title
}

export const triage = {
  restore: () => ({ drafts: {}, open: null, hidden: false }),
  play: (root, first, { foot, state, keep }) => {
    let data = first
    if (data.work.is_over) return { title: over(root, data, foot), update: () => {} }
    const draftOf = (id, given) => (state.drafts[id] ??= given ? reopened(given) : {})
    const tools = { draftOf, keep, send: answer => foot.send("answer", { answer }) }
    const box = data.work.is_text ? plainList(state, tools) : mailbox(state, tools)
    const title = put(el("h1", "title", data.title), { tabindex: "-1", id: "title" })
    const watch = clock(data, { speak: foot.speak, tell: foot.tell, state, keep })
    const tally = el("p", "tally")
    const head = el("header", "inbox-head")
    head.append(title, tally, watch.node)
    const left = () => data.work.messages.length - Object.keys(data.work.handled).length
    const grid = el("div", "grid inbox-grid")
    foot.next.hidden = foot.back.hidden = foot.skip.hidden = true
    foot.row.append(...closing(foot, left))
    grid.append(head, situation(data), box.node, contactsCard(data), foot.node)
    root.replaceChildren(grid)
    const paint = () => {
      const done = Object.keys(data.work.handled).length
      tally.textContent = fill(data.labels.tally, { done, total: data.work.messages.length })
      box.grow(data)
      watch.set(data.work)
      foot.say("")
    }
    paint()
    const update = next => {
      const { messages, handled } = data.work
      data = next
      if (data.work.is_over) {
        const end = over(root, data, foot)
        end.focus()
        return
      }
      const come = data.work.messages.filter(({ id }) => !messages.some(known => known.id === id))
      const done = Object.keys(data.work.handled).find(id => JSON.stringify(data.work.handled[id]) !== JSON.stringify(handled[id]))
      if (done) delete state.drafts[done]
      if (done && state.open === done) state.open = null
      keep()
      paint()
      const news = come.map(message => fill(data.labels.new_message, { what: whatIs(message, data.labels) }))
      if (done) news.unshift(summary(data.work.handled[done], data.labels), tally.textContent)
      if (news.length) foot.speak(news.join(" "))
      if (done) box.show(done)
    }
    return { title, update }
  },
}
