// The short cut of an answer: posted beside Streamlit's line, it brings the next scene back at once.
const AT_MOST = 4000 // ms; then the page's own line is asked, which may take as long again
const ALONE = 30000 // ms, as long as there is no such line

// null: what came back cannot be shown, and the page must send the same answer by its own line; undefined: nothing
// came back. Whether it was stored or not, the same answer at the same revision is one answer.
export const nextScene = async (address, answer) => {
  try {
    const sent = { method: "POST", body: JSON.stringify(answer), headers: { "Content-Type": "application/json" }, signal: AbortSignal.timeout(handover.isUp() ? ALONE : AT_MOST) }
    const came = await fetch(address, sent)
    return came.status === 200 ? await came.json() : null
  } catch {
    return undefined
  }
}
