// From the page drawn out of the first response (early.js) to Streamlit's: at once, when all of that is there.
const FOR_A_SCENE = 1500 // ms after the foot, which Streamlit draws last: then no scene comes
let early = null // the page that is up before Streamlit's
let asked = null // what was pressed on it that only Streamlit's line can carry
let timer = 0
let isWithout = false
const arrived = new Map()

// A button of Streamlit's own, which works once its script has run to the end.
const press = (key, tries = 150) => {
  const button = document.querySelector(`.st-key-${CSS.escape(key)} button`)
  const isReady = button && document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  if (isReady) button.click()
  else if (tries) setTimeout(press, 100, key, tries - 1)
}

const change = () => {
  const page = early
  early = null
  clearTimeout(timer)
  page.leave(() => { for (const { take } of arrived.values()) take?.(page) })
  if (asked?.part === "press") press(asked.kind)
  const { trigger } = arrived.get(asked?.part) ?? {}
  if (trigger) setTimeout(() => trigger(asked.kind, asked.payload))
}

const settle = () => {
  if (!early || !arrived.has("document")) return
  if (early.scene && !arrived.has("scene") && !isWithout) {
    timer ||= setTimeout(() => { isWithout = true; settle() }, FOR_A_SCENE)
  } else if (!early.waits(settle)) change()
}

const handover = {
  isUp: () => Boolean(early),
  begin: page => { early = page },
  forget: () => { asked = null },
  ask: (part, kind, payload) => { asked = { part, kind, payload } },
  // A part of Streamlit's page is there. `take` is called when it is shown: now, unless an early page is up.
  arrive: (part, trigger, take) => {
    if (!early) return take?.(null)
    arrived.set(part, { trigger, take })
    settle()
  },
}
