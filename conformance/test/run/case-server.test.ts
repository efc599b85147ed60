import { once } from 'node:events'
import { get } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { select } from '../../src/cases/catalogue.js'
import { openConnection } from '../../src/peer/transport.js'
import { CaseServer } from '../../src/run/case-server.js'
import { Conversation } from '../../src/run/talk.js'
import { timing } from '../../src/run/timing.js'
import { rightBehaviour } from '../mutants/behaviour.js'
import { connectEcho } from '../mutants/echo-agent.js'

let lab: CaseServer

async function start(cases = select({ cases: ['1.1.1', '6.6.1'] })): Promise<string> {
  lab = new CaseServer({ cases, timing: timing(1) })
  return lab.listen(0, '127.0.0.1')
}

/** The one message of a path. */
async function ask(url: string): Promise<string | undefined> {
  const conversation = new Conversation(await openConnection({ url: new URL(url), insecure: true }, { timeout: 2000 }))
  const message = await conversation.until('message', 2000)
  await conversation.close()
  await conversation.ending(2000, false)
  return message?.payload.toString()
}

async function statusOf(url: string): Promise<number> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  }
  const [response] = await once(get(url.replace('ws', 'http'), { headers, agent: false }), 'response')
  response.resume()
  return response.statusCode
}

afterEach(() => lab.close())

describe('CaseServer', () => {
  it('counts, describes and runs cases, and tells their status', async () => {
    const url = await start()
    expect(await ask(`${url}/getCaseCount`)).toBe('2')
    expect(JSON.parse((await ask(`${url}/getCaseInfo?case=2`))!)).toMatchObject({ id: '6.6.1' })
    const early = ask(`${url}/getCaseStatus?case=1&agent=a%20b`)
    await connectEcho(`${url}/runCase?case=1&agent=a%20b`, rightBehaviour())
    expect(JSON.parse((await early)!)).toEqual({ behavior: 'OK' })
    await connectEcho(`${url}/runCase?casetuple=6.6.1&agent=a%20b`, { ...rightBehaviour(), utf8: 'never' })
    expect(JSON.parse((await ask(`${url}/getCaseStatus?case=2&agent=a%20b`))!)).toEqual({ behavior: 'FAILED' })
    expect([...lab.results.keys()]).toEqual(['a b'])
  })

  it('refuses what is missing, repeated or unknown with 500', async () => {
    const url = await start()
    for (const path of [
      'runCase?case=1',
      'runCase?case=3&agent=x',
      'runCase?agent=x',
      'runCase?case=1&case=2&agent=x',
      'updateReports',
      'other',
    ]) {
      expect(await statusOf(`${url}/${path}`), path).toBe(500)
    }
  })

  it('stops when it is told to', async () => {
    const url = await start()
    await ask(`${url}/updateReports?agent=x&shutdownOnComplete=true`)
    await lab.stopped
  })
})
