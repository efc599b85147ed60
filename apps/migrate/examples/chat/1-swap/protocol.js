'use strict'

const FIELDS = {
  name: ['name'],
  join: ['room'],
  say: ['text'],
  whisper: ['to', 'text'],
  who: [],
  bye: [],
}

/** Reads a command; what is wrong with it is in `error`. */
function parseCommand(text) {
  let command
  try {
    command = JSON.parse(text)
  } catch {
    return { error: 'This is not JSON' }
  }
  if (typeof command !== 'object' || command === null) return { error: 'A command is an object' }
  const fields = Object.hasOwn(FIELDS, command.type) ? FIELDS[command.type] : undefined
  if (!fields) return { error: 'There is no command ' + command.type }
  for (const field of fields) {
    if (typeof command[field] !== 'string' || command[field] === '') return { error: field + ' is missing' }
  }
  return command
}

module.exports = { parseCommand }
