import { expect, it } from 'vitest'
import { rightBehaviour } from '../mutants/behaviour.js'
import { failures, runServer } from '../mutants/run-mutant.js'

it('cases run over TLS, with a certificate that the kit made', async () => {
  const results = await runServer(rightBehaviour(), {
    groups: ['tls', 'framing', 'ping-pong', 'close-timing'],
    cases: ['!close-timing/failed-and-unanswered'],
    patience: 3,
    secure: true,
  })
  expect(failures(results)).toEqual([])
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['strict']))
})
