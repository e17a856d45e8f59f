// Streamlit's own English words, replaced wherever they turn up outside a page's text.
const ATTRIBUTES = ["aria-label", "placeholder", "title"]
const OWN_TEXT = "[data-testid=stMarkdownContainer], [data-testid=stCode], textarea, script, style"
let exact = new Map()
let patterns = []
let watching = false

const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

const learn = words => {
  exact = new Map(Object.entries(words).filter(([english]) => !english.includes("{x}")))
  patterns = Object.entries(words).filter(([english]) => english.includes("{x}"))
    .map(([english, ours]) => [new RegExp(`^${escaped(english).replace("\\{x\\}", "(.+)")}$`), ours.replace("{x}", "$1")])
}

const translated = text => {
  const key = text.trim()
  if (!key || key.length > 200) return null
  if (exact.has(key)) return exact.get(key)
  const found = patterns.find(([pattern]) => pattern.test(key))
  return found ? key.replace(...found) : null
}

const translateText = node => {
  const ours = translated(node.data)
  if (ours !== null && node.data !== ours && !node.parentElement?.closest(OWN_TEXT)) node.data = ours
}

const translateAttributes = node => {
  for (const name of ATTRIBUTES) {
    const ours = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null
    if (ours !== null && ours !== node.getAttribute(name)) node.setAttribute(name, ours)
  }
}

const walk = root => {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root)
  if (root.nodeType !== Node.ELEMENT_NODE) return
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = root; node; node = walker.nextNode()) (node.nodeType === Node.TEXT_NODE ? translateText : translateAttributes)(node)
}

const watch = () => {
  if (watching) return
  watching = true
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk)
      else if (change.type === "attributes") translateAttributes(change.target)
      else translateText(change.target)
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ATTRIBUTES })
}

// What is already on screen in the language before goes back to English first.
export const translate = words => {
  const before = Object.fromEntries([...exact].map(([english, ours]) => [ours, english]))
  learn(before)
  walk(document.body)
  learn(words)
  walk(document.body)
  watch()
}
