'use strict'

const MEMORY = 3

/** A room: its members, and the last things that were said. */
class Room {
  constructor(name) {
    this.name = name
    this.members = new Set()
    this.history = []
  }

  get isEmpty() {
    return this.members.size === 0
  }

  add(member) {
    this.members.add(member)
    member.connection.sendUTF(JSON.stringify({ type: 'room', name: this.name, history: this.history }))
    this.tellAll({ type: 'joined', name: member.name }, member)
  }

  remove(member) {
    this.members.delete(member)
    this.tellAll({ type: 'left', name: member.name })
  }

  say(member, text) {
    const event = { type: 'said', from: member.name, text }
    this.history.push(event)
    if (this.history.length > MEMORY) this.history.shift()
    this.tellAll(event)
  }

  /** Sends an event to everybody, or to everybody but one. */
  tellAll(event, except) {
    const text = JSON.stringify(event)
    for (const member of this.members) {
      if (member !== except && member.connection.connected) member.connection.sendUTF(text)
    }
  }

  names() {
    return [...this.members].map((member) => member.name)
  }
}

module.exports = { Room }
