'use strict'

/** Makes a function that says whether an origin is one of a list; '*' allows everything after a dot. */
function createOriginCheck(origins) {
  const exact = new Set(origins.filter((origin) => !origin.includes('*')))
  const suffixes = origins.filter((origin) => origin.includes('*')).map((origin) => origin.split('*'))
  return (origin) => {
    if (!origin) return false
    if (exact.has(origin)) return true
    return suffixes.some(([head, tail]) => origin.startsWith(head) && origin.endsWith(tail))
  }
}

module.exports = { createOriginCheck }
