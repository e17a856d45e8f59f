// The page out of the first response, by the same components: to be read and answered while Streamlit is loading.
const places = host => Object.fromEntries([...host.querySelectorAll("[data-part]")].map(place => {
  const root = place.attachShadow({ mode: "open" })
  const box = document.createElement("div")
  box.className = place.dataset.part === "scene" ? "scene" : "chrome"
  root.append(box)
  return [place.dataset.part, root]
}))

const STOPS = "button, a, input"
const stops = root => [...root.querySelectorAll(STOPS)]

// Where the keyboard is, as a way to put it there again on Streamlit's page; a scene is moved, the rest drawn anew.
const keyboard = roots => {
  for (const [part, root] of Object.entries(roots)) {
    const node = root.activeElement
    const place = node ? stops(root).indexOf(node) : -1
    if (node && part === "scene") return () => node.focus({ preventScroll: true })
    if (place >= 0) return () => stops(liveRoot(part))[place]?.focus({ preventScroll: true })
  }
  return () => {}
}

const liveRoot = part => {
  const boxes = [...document.querySelectorAll("[data-testid=stMain] [data-testid=stBidiComponentRegular], [data-testid=stMain] [data-testid=stBidiComponentIsolated]")]
  const found = boxes.map(box => box.shadowRoot ?? box).find(root => root.querySelector(part === "bar" ? ".bar" : ".page-foot"))
  return found ?? document.createElement("div")
}

const raise = (host, given) => {
  const roots = places(host)
  const status = host.querySelector("[role=status]")
  const later = part => (kind, payload) => {
    handover.ask(part, kind, payload)
    if (part !== "scene") status.textContent = given.later
  }
  for (const part of ["bar", "document"]) chrome({ parentElement: roots[part], data: given[part], setTriggerValue: later(part) })
  if (roots.scene) scene({ parentElement: roots.scene, data: given.scene, setTriggerValue: later("scene") })
  for (const button of host.querySelectorAll("[data-press]")) {
    button.onclick = () => {
      handover.ask("press", button.dataset.press)
      button.setAttribute("aria-busy", "true")
      status.textContent = given.later
    }
  }
  host.dataset.state = "up"
  const app = document.getElementById("root")
  app.inert = true // one page at a time, for the keyboard and for who listens
  app.ariaHidden = "true"
  return {
    scene: roots.scene?.querySelector(".scene"),
    waits: again => {
      const open = roots.document.querySelector("dialog[open]")
      open?.addEventListener("close", () => setTimeout(again), { once: true })
      return Boolean(open)
    },
    leave: take => {
      const top = host.scrollTop
      const focus = keyboard(roots)
      app.inert = false
      app.ariaHidden = null
      take()
      host.remove()
      document.querySelector("[data-testid=stMain]")?.scrollTo({ top, behavior: "instant" })
      focus()
    },
  }
}

const told = document.getElementById("early-data")
if (told) {
  try {
    handover.begin(raise(document.getElementById("early"), JSON.parse(told.textContent)))
  } finally {
    startStreamlit()
  }
}
