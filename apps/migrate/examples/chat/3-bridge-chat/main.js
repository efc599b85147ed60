'use strict'

const { start } = require('./server')

start({ port: Number(process.env.PORT) || 8080, origins: ['http://localhost:8080'] }).then(({ port }) => {
  console.log('The chat is on http://localhost:' + port)
})
