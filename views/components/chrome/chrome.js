// Two parts share one module, so that a button of the bar can open a card laid by the document part.
import { bar, foot } from "./bar.js"
import { el } from "../scene/dom.js"
import { lay } from "./dialogs.js"
import { document_ } from "./document.js"

const drawn = new WeakMap()

const PARTS = {
  document: (root, data, trigger) => {
    if (!data.early) document_(data)
    const box = el("div")
    const end = el("div")
    root.replaceChildren(box, end)
    lay(box, data)
    if (data.foot) foot(end, data.foot, trigger)
    const place = root.closest("[data-testid=stElementContainer]")
    if (place) place.style.position = data.foot ? "" : "absolute" // with nothing to see it takes no gap either
  },
  bar,
}

export default function ({ parentElement, data, setTriggerValue }) {
  dress(parentElement)
  const root = parentElement.querySelector(".chrome")
  const signature = JSON.stringify(data)
  if (drawn.get(root) === signature) return
  drawn.set(root, signature)
  const focused = root.getRootNode().activeElement?.getAttribute("aria-label")
  PARTS[data.part](root, data, setTriggerValue)
  if (focused) parentElement.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  handover.arrive(data.part, setTriggerValue)
}
