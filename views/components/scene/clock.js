// The inbox's clock. The server's time counts: each of its answers sets the clock anew, this page only fills the gaps.
import { el, fill, put } from "./dom.js"

const AGAIN = 5000 // ms between two requests to close, should the first be lost
const LAST = [120, 30] // seconds left at which it is said, beside the half

const spelled = (rest, labels) => {
  const minutes = Math.round(rest / 60)
  if (rest < 60) return fill(labels.seconds_left, { n: rest })
  return minutes === 1 ? labels.minute_left : fill(labels.minutes_left, { n: minutes })
}

const figures = rest => `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`

export const clock = ({ labels, work }, { speak, tell, state, keep }) => {
  const node = el("div", "clock")
  const face = el("span", "clock-face")
  const toggle = put(el("button", "quiet clock-hide"), { type: "button" })
  node.append(face, toggle)
  let end = 0
  let limit = 0
  let said = Infinity
  let asked = 0
  let ticking = 0
  let arrival = 0
  const rest = () => Math.max(0, Math.ceil((end - performance.now()) / 1000))
  const paint = () => {
    face.textContent = work.is_text ? spelled(rest(), labels) : fill(labels.clock, { time: figures(rest()) })
    face.hidden = Boolean(state.hidden)
    node.classList.toggle("short", rest() <= LAST[0])
    toggle.textContent = state.hidden ? labels.clock_show : labels.clock_hide
  }
  const tick = () => {
    if (!node.isConnected) return clearInterval(ticking)
    const now = rest()
    const mark = [limit / 2, ...LAST].find(at => now <= at && said > at)
    if (mark !== undefined) speak(spelled(now, labels))
    if (mark !== undefined || !work.is_text) paint()
    said = now
    if (now > 0 || performance.now() - asked < AGAIN) return
    asked = performance.now()
    tell("finish")
  }
  toggle.onclick = () => {
    state.hidden = !state.hidden
    keep()
    paint()
  }
  const set = ({ seconds_left, limit_s, next_arrival_s, is_over }) => {
    clearInterval(ticking)
    clearTimeout(arrival)
    node.hidden = seconds_left === null || is_over
    if (node.hidden) return
    end = performance.now() + seconds_left * 1000
    limit = limit_s
    said = Math.min(said, rest() + 1)
    paint()
    ticking = setInterval(tick, 1000)
    if (next_arrival_s !== null) arrival = setTimeout(() => tell("look"), next_arrival_s * 1000 + 300)
  }
  return { node, set }
}
