// A text being written: kept in this tab at each change, on the server a moment later, and when the page goes.
const PAUSE = 1500 // ms after the last change; nothing of when or how something was typed is sent or kept

// `base`: when the server had last stored a draft as this page was made; `saved`: the text it confirmed since;
// `tried`: the text last sent. A draft on the server that is none of these was written elsewhere later, and wins.
export const latest = (kept, stored) => {
  const server = { text: stored?.text ?? "", saved: stored?.text ?? "", tried: "", base: stored?.saved_at ?? null }
  if (!kept || kept.text === server.text) return server
  const ours = kept.base === server.base || [kept.saved, kept.tried].includes(server.text)
  return ours ? { ...kept, saved: server.text, base: server.base } : server
}

export const drafts = ({ address, item, revision, state, keep, tell }) => {
  let timer = 0
  let trying = null
  const letter = () => {
    state.tried = state.text
    keep()
    return JSON.stringify({ item, revision, text: state.text })
  }
  const save = async () => {
    clearTimeout(timer)
    if (state.text === state.saved) return
    trying?.abort()
    const { signal } = trying = new AbortController()
    const text = state.text
    try {
      const sent = { method: "POST", body: letter(), headers: { "Content-Type": "application/json" }, keepalive: true, signal }
      const { ok, status } = await fetch(address, sent)
      if (!ok) throw status
      state.saved = text
      keep()
      tell(state.text === text ? "saved" : "changed")
    } catch (status) {
      if (signal.aborted) return
      tell("failed")
      if (!(status >= 400 && status < 500)) timer = setTimeout(save, 4 * PAUSE)
    }
  }
  return {
    changed: () => {
      clearTimeout(timer)
      timer = setTimeout(save, PAUSE)
      tell("changed")
    },
    // A page that is going away waits for no answer: a beacon is sent even so.
    flush: () => {
      clearTimeout(timer)
      if (state.text === state.saved) return
      if (!navigator.sendBeacon?.(address, new Blob([letter()], { type: "application/json" }))) save()
    },
    // Once the answer itself is on its way, what is not saved yet need not be.
    end: () => {
      clearTimeout(timer)
      trying?.abort()
    },
  }
}
