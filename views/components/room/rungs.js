// The rating of one question: five rungs with what 1, 3 and 5 stand for, and "not observed" apart from them all.
import { el, put } from "../scene/dom.js"

export const RATINGS = [1, 2, 3, 4, 5]

const rung = (question, level, { anchors, tongue, labels, pick }) => {
  const anchor = anchors[level]
  const node = el("label", anchor ? "rung" : "rung between")
  const input = put(el("input"), { type: "radio", name: `rating-${question.id}`, value: level,
    "aria-label": `${level}, ${anchor ?? labels.between}` })
  input.onchange = () => pick(level)
  const words = el("span", "anchor", anchor ?? labels.between)
  if (anchor) put(words, { lang: tongue })
  node.append(input, el("b", "", String(level)), words)
  return { node, input }
}

const unseen = (question, { labels, pick }) => {
  const node = el("label", "unseen")
  const input = put(el("input"), { type: "radio", name: `rating-${question.id}`, value: "n",
    "aria-label": `${labels.not_observed}. ${labels.not_observed_hint}` })
  input.onchange = () => pick(null)
  const words = el("span")
  words.append(el("b", "", labels.not_observed), el("span", "hint", labels.not_observed_hint))
  node.append(input, put(el("span", "dash"), { "aria-hidden": "true" }), words)
  return { node, input }
}

// `pick` is given the rating, or null for "not observed".
export const scaleOf = (question, { words, ...with_ }) => {
  const set = el("fieldset", "rating")
  const row = el("div", "rungs")
  const rungs = RATINGS.map(level => rung(question, level, { anchors: words.anchors, ...with_ }))
  const apart = unseen(question, with_)
  row.append(...rungs.map(({ node }) => node))
  set.append(el("legend", "", with_.labels.rating), row, apart.node)
  return {
    set,
    first: rungs[0].input,
    show: ({ rating, not_observed }) => {
      rungs.forEach(({ input }, at) => { input.checked = RATINGS[at] === rating })
      apart.input.checked = not_observed
    },
  }
}
