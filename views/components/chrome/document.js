// What belongs to the whole document: its language, title, stray keys, and what to say when the line drops.
import { el, put } from "../scene/dom.js"
import { translate } from "./words.js"

const TYPED = /^(INPUT|TEXTAREA|SELECT)$/
const PATIENCE = 800 // ms: a reconnection shorter than this is not worth a word
const GOOD_NEWS = 8000 // ms: long enough to be read by whoever was looking elsewhere
let words = {}
let notice = null
let timer = 0
let guarded = false
let applied = ""

// Streamlit reruns on a bare "r" and clears caches on "c" (WCAG 2.1.4). Inside a shadow root it cannot see that
// somebody is typing, so there the key is kept from it too; typing itself is a default action and goes on.
const guard = () => {
  if (guarded) return
  guarded = true
  window.addEventListener("keydown", event => {
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey && /^[rc]$/i.test(event.key)
    if (bare && !(TYPED.test(event.target.tagName) || event.target.isContentEditable)) event.stopImmediatePropagation()
  }, true)
}

const paragraphs = node => {
  node.append(...words.text.split("\n").map(line => el("p", "", line)))
  return node
}

// Streamlit's dialog speaks of a terminal; its title and text become ours, the rest of it stays.
const explain = dialog => {
  const title = dialog.querySelector("h2")
  if (!title || dialog.dataset.explained || !/^Connection error/.test(title.textContent)) return
  dialog.dataset.explained = "yes"
  title.textContent = words.title
  const body = title.nextElementSibling
  if (body) body.style.display = "none"
  title.after(put(paragraphs(el("div")), { style: "padding: 0 1.5rem 1rem; line-height: 1.5" }))
}

const box = () => {
  if (notice) return notice
  const host = put(el("div"), { "data-react-aria-top-layer": "true" })
  dress(host.attachShadow({ mode: "open" }))
  notice = put(el("div", "notice"), { role: "status" })
  host.shadowRoot.append(notice)
  document.body.append(host)
  return notice
}

const show = (state, ...children) => {
  box().replaceChildren(...children)
  notice.dataset.state = state
}

// One voice at a time: while Streamlit's dialog says it, the notice keeps quiet.
const hush = () => {
  if (notice?.dataset.state === "lost" || notice?.dataset.state === "hushed") {
    notice.dataset.state = document.querySelector("[role=dialog][data-explained]") ? "hushed" : "lost"
  }
}

const lost = () => show("lost", el("b", "", words.title), ...paragraphs(el("div")).children)

const back = () => {
  if (!/lost|hushed/.test(notice?.dataset.state)) return
  show("back", el("b", "", words.back))
  timer = setTimeout(() => show("quiet"), GOOD_NEWS)
}

const follow = app => {
  let before = "CONNECTED"
  new MutationObserver(() => {
    const now = app.dataset.testConnectionState
    if ((now === "CONNECTED") === (before === "CONNECTED")) return
    before = now
    clearTimeout(timer)
    if (now === "CONNECTED") back()
    else timer = setTimeout(lost, PATIENCE)
  }).observe(app, { attributeFilter: ["data-test-connection-state"] })
  new MutationObserver(changes => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === 1) node.querySelectorAll("[role=dialog]").forEach(explain)
    }
    hush()
  }).observe(document.body, { childList: true })
}

// Another step on the same address: begin at its top, and let a screen reader begin at its heading.
const arrive = () => setTimeout(() => {
  document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 })
  const heading = document.querySelector("[data-testid=stMain] h1")
  if (heading) put(heading, { tabindex: "-1", style: "outline: none" }).focus({ preventScroll: true })
}, 120)

let followed = null

export const document_ = data => {
  document.documentElement.lang = data.lang
  if (applied === data.lang && data.title && data.title !== document.title) arrive()
  if (data.title) document.title = data.title
  guard()
  words = data.connection
  const app = document.querySelector("[data-testid=stApp]")
  if (app && app !== followed) follow(followed = app)
  if (applied !== data.lang) translate(data.words)
  applied = data.lang
}
