class Board {
  constructor() {
    this.items = []
    this.watchers = new Set()
  }

  add(watcher) {
    this.watchers.add(watcher)
    watcher.on('message', (message) => {
      this.items.push(message.utf8Data)
      for (const one of this.watchers) one.sendUTF(JSON.stringify(this.items))
    })
    watcher.on('close', () => this.watchers.delete(watcher))
  }
}

exports.Board = Board
