/**
 * Runs cases of the kit against the echo agent, in either role, in this process.
 */
import { select } from '../../src/cases/catalogue.js'
import { isFailure } from '../../src/judge/verdict.js'
import { selfSignedCertificate } from '../../src/peer/certificate.js'
import { CaseServer } from '../../src/run/case-server.js'
import type { CaseResult } from '../../src/run/run-case.js'
import { runAgainstServer } from '../../src/run/server-run.js'
import { timing } from '../../src/run/timing.js'
import type { Behaviour } from './behaviour.js'
import { connectEcho, startEchoServer } from './echo-agent.js'

/** What to run: see Selection; `messages` shortens the long cases. */
export interface MutantRun {
  groups?: string[]
  cases?: string[]
  patience?: number
  messages?: number
  /** Over TLS. */
  secure?: boolean
}

/** The agent as a server. */
export async function runServer(behaviour: Behaviour, run: MutantRun): Promise<CaseResult[]> {
  const agent = await startEchoServer(behaviour, run.secure ? selfSignedCertificate() : undefined)
  const cases = select({ groups: run.groups, cases: run.cases, role: 'server' })
  const target = { url: agent.url, insecure: true }
  const clock = timing(run.patience ?? 0.3, run.messages ?? 1000)
  return runAgainstServer({ target, cases, concurrency: 16, timing: clock }).finally(agent.close)
}

/** The agent as a client. */
export async function runClient(behaviour: Behaviour, run: MutantRun): Promise<CaseResult[]> {
  const cases = select({ groups: run.groups, cases: run.cases, role: 'client' })
  const lab = new CaseServer({ cases, timing: timing(run.patience ?? 0.3, run.messages ?? 1000) })
  const url = await lab.listen(0, '127.0.0.1')
  let next = 1
  const worker = async () => {
    while (next <= cases.length) await connectEcho(`${url}/runCase?case=${next++}&agent=mutant`, behaviour)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  const results = await Promise.all(cases.map((one) => lab.result('mutant', one.id)))
  await lab.close()
  return results
}

/** The failed results as lines, for the message of a failing test. */
export function failures(results: CaseResult[]): string[] {
  return results
    .filter(isFailure)
    .map((r) => `${r.id}: ${r.verdict}, closing ${r.closing}: ${r.reason} ${r.closingReason}`)
}
