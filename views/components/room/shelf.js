// What is not yet known to be kept by the server stays in this tab too, so that a reload loses none of it.
const place = data => `entregent.room.${data.owner}.${data.interview}`

const shelved = data => {
  try { return JSON.parse(sessionStorage.getItem(place(data))) } catch { return null }
}

export const shelve = (data, kept) => {
  try { sessionStorage.setItem(place(data), JSON.stringify(kept)) } catch { /* full or shut: it lives on this page only */ }
}

export const clearShelf = data => {
  try { sessionStorage.removeItem(place(data)) } catch { /* shut */ }
}

const EMPTY = { rating: null, not_observed: false, evidence: "", probes: [] }

// A sheet in one shape and order, so that two of them can be compared as text.
export const tidy = (data, sheet) => ({
  answers: Object.fromEntries(data.questions.map(({ id }) => {
    const given = { ...EMPTY, ...sheet?.answers?.[id] }
    return [id, Object.fromEntries(Object.keys(EMPTY).map(name => [name, given[name]]))]
  })),
  recommendation: sheet?.recommendation ?? null,
  reason: sheet?.reason ?? "",
})

// Where to begin: with what the server has, or with what this tab could not send. `base`: the revision it was written
// on; `pending`: the sending that had no answer. A server at another revision holds what was written elsewhere later.
export const beginning = data => {
  const { revision } = data.sheet
  const server = tidy(data, data.sheet)
  const stored = JSON.stringify(server)
  const kept = shelved(data)
  const sheet = kept ? tidy(data, kept.sheet) : server
  const fresh = { sheet, stored, base: revision, pending: null, elsewhere: null }
  if (!kept || JSON.stringify(sheet) === stored) {
    clearShelf(data)
    return fresh
  }
  if (kept.base === revision) return { ...fresh, pending: kept.pending }
  const hasArrived = kept.pending?.revision === revision && kept.pending.body === stored
  return hasArrived ? fresh : { ...fresh, elsewhere: revision }
}
