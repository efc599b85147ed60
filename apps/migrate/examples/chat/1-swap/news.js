'use strict'

const KEPT = 2

/** Tells everybody who asked what happens in the chat. */
class NewsFeed {
  constructor() {
    this.readers = []
    this.latest = []
  }

  get count() {
    return this.readers.length
  }

  subscribe(reader) {
    this.readers.push(reader)
    this.latest.forEach((line) => reader.sendUTF(line))
    reader.on('message', () => reader.close(1003, 'The news are for reading'))
    reader.on('close', () => {
      this.readers = this.readers.filter((other) => other !== reader)
    })
  }

  publish(line) {
    this.latest = [...this.latest, line].slice(-KEPT)
    this.readers.forEach((reader) => {
      reader.sendUTF(line)
    })
  }
}

module.exports = { NewsFeed }
