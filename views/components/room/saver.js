// Sends the sheet beside the page's websocket: a moment after the last change, again while the line is down, and
// as the page goes away. A sending without an answer is repeated word for word, under its own revision, before the
// next one: so the server never takes one tab's sheet for another's, and none replaces what was written elsewhere.
import { clearShelf, shelve, tidy } from "./shelf.js"

const QUIET = 1000 // ms after the last change
const SLOWEST = 30000 // ms between two tries while the line is down
const HANGS = 10000 // ms after which a sending is given up
const OVER = ["already_submitted", "no_such_interview"]

export const saver = (data, begun, current, tell) => {
  let { stored, base, pending, elsewhere } = begun
  let timer = 0
  let wait = QUIET
  let flying = false
  let over = false

  const text = () => JSON.stringify(current())
  const isKept = () => text() === stored
  const isShut = () => over || elsewhere !== null
  const keep = () => shelve(data, { sheet: current(), base, pending })
  const later = ms => { clearTimeout(timer); timer = setTimeout(save, ms) }
  const again = () => {
    later(wait * (0.75 + Math.random() / 2))
    wait = Math.min(2 * wait, SLOWEST)
  }
  const letter = () => {
    pending ??= { revision: base + 1, body: text() }
    keep()
    return `{"interview":${JSON.stringify(data.interview)},"revision":${pending.revision},"body":${pending.body}}`
  }

  const answered = revision => {
    wait = QUIET
    if (revision !== pending.revision) return written(revision)
    ;({ revision: base, body: stored } = pending)
    pending = null
    if (!isKept()) { keep(); return later(0) }
    clearShelf(data)
    tell("saved")
  }
  const written = revision => {
    elsewhere = revision
    tell("elsewhere")
  }
  const refused = (status, { code, revision }) => {
    if (code === "other_tab") return written(revision ?? pending.revision)
    if (status === 401) { tell("signed_out"); return again() }
    over = true
    tell(OVER.includes(code) ? "over" : "refused")
  }
  const save = async () => {
    clearTimeout(timer)
    if (isShut() || flying || (!pending && isKept())) return
    flying = true
    const options = { method: "POST", body: letter(), headers: { "Content-Type": "application/json" }, signal: AbortSignal.timeout(HANGS) }
    try {
      const answer = await fetch(data.address, options)
      const said = answer.status < 500 && answer.status !== 429 ? await answer.json() : null
      flying = false
      if (over) return
      if (!said) throw answer.status
      if (answer.ok) answered(said.revision)
      else refused(answer.status, said)
    } catch {
      flying = false
      if (over) return
      tell("local")
      again()
    }
  }
  return {
    changed: () => {
      keep()
      if (isShut()) return
      if (!pending) tell("writing")
      if (!pending || flying) later(QUIET)
    },
    save,
    // A page that is going away waits for no answer: the shelf keeps the copy until one has been read.
    flush: () => {
      if (isShut() || flying || (!pending && isKept())) return
      if (!navigator.sendBeacon?.(data.address, new Blob([letter()], { type: "application/json" }))) return save()
      later(QUIET)
    },
    // The reader has been told of the other sheet and wants this one.
    overrule: () => {
      base = elsewhere
      pending = elsewhere = null
      save()
    },
    // What a run of the page tells of the server: a refused submission is kept as a draft there.
    meet: sheet => {
      const told = JSON.stringify(tidy(data, sheet))
      if (sheet.revision <= base || ![text(), pending?.body].includes(told)) return
      base = sheet.revision
      stored = told
      pending = null
    },
    isKept: () => !pending && isKept(),
    end: () => { over = true; clearTimeout(timer) },
    resume: () => { over = false; if (pending || !isKept()) later(QUIET) },
  }
}
