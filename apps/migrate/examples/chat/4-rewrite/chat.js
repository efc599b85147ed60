'use strict'

const { Room } = require('./room')
const { parseCommand } = require('./protocol')

const MAX_NAME = 20
const LOBBY = 'lobby'

/** Everybody who is connected, and the rooms that they are in. */
class Chat {
  constructor(news) {
    this.news = news
    this.rooms = new Map()
    this.members = new Map()
    this.visitors = 0
  }

  /** Takes a connection that has just been opened. */
  enter(connection) {
    this.visitors += 1
    const member = { name: 'guest' + this.visitors, room: null, connection }
    this.members.set(member.name, member)
    this.move(member, LOBBY)

    connection.on('message', (data, isBinary) => {
      if (isBinary) {
        this.fail(member, 'Binary messages are not for people: ' + data.length + ' bytes')
        return
      }
      const command = parseCommand(data.toString())
      if (command.error) this.fail(member, command.error)
      else this.run(member, command)
    })

    connection.on('close', (code, description) => {
      this.members.delete(member.name)
      this.leave(member)
      const why = code === 1006 ? 'the line broke' : description.toString() || 'without a word'
      this.news.publish(member.name + ' left: ' + why)
    })
  }

  run(member, command) {
    switch (command.type) {
      case 'name':
        this.rename(member, command.name)
        break
      case 'join':
        this.move(member, command.room)
        break
      case 'say':
        member.room.say(member, command.text)
        break
      case 'whisper':
        this.whisper(member, command.to, command.text)
        break
      case 'who':
        this.tell(member, { type: 'who', room: member.room.name, names: member.room.names() })
        break
      case 'bye':
        member.connection.close(1000, 'See you')
        break
    }
  }

  rename(member, name) {
    if (name.length > MAX_NAME) return this.fail(member, 'A name has at most ' + MAX_NAME + ' characters')
    if (this.members.has(name)) return this.fail(member, name + ' is taken')
    const before = member.name
    this.members.delete(before)
    this.members.set(name, member)
    member.name = name
    member.room.tellAll({ type: 'renamed', from: before, to: name })
  }

  move(member, roomName) {
    if (member.room && member.room.name === roomName) return
    this.leave(member)
    if (!this.rooms.has(roomName)) {
      this.rooms.set(roomName, new Room(roomName))
      this.news.publish('The room ' + roomName + ' is open')
    }
    member.room = this.rooms.get(roomName)
    member.room.add(member)
  }

  leave(member) {
    const room = member.room
    if (!room) return
    room.remove(member)
    if (room.isEmpty && room.name !== LOBBY) {
      this.rooms.delete(room.name)
      this.news.publish('The room ' + room.name + ' is closed')
    }
  }

  whisper(member, to, text) {
    const other = this.members.get(to)
    if (!other || other.connection.readyState !== other.connection.OPEN) return this.fail(member, 'There is no ' + to)
    this.tell(other, { type: 'whisper', from: member.name, text })
  }

  tell(member, event) {
    member.connection.send(JSON.stringify(event))
  }

  fail(member, reason) {
    this.tell(member, { type: 'error', reason })
  }

  describe() {
    return [...this.rooms.values()].map((room) => ({ name: room.name, names: room.names() }))
  }
}

module.exports = { Chat }
