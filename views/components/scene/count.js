// The same rule as scoring/formats/words.py, white space spelled out: a run without any that holds a letter or a digit.
const RUNS = /[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu

export const countWords = text => (text.match(RUNS) ?? []).filter(run => /[\p{L}\p{N}]/u.test(run)).length
