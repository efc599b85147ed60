// What every client agent does: asks for the number of cases, runs them a few at a time, and has the reports written.
import { closeCommand } from './close-command.mjs'

const sideBySide = Number(process.env.CONFORMANCE_CONCURRENCY ?? 8)

/** Runs all cases. `connect(url, { onText })` opens a connection, echoes, and resolves when it is closed. */
export async function runCases({ url, agent, connect }) {
  let count = 0
  await connect(`${url}/getCaseCount`, {
    onText(text) {
      count = Number(text)
      return { code: 1000, reason: '' }
    },
  })
  const name = encodeURIComponent(agent)
  let next = 1
  const worker = async () => {
    while (next <= count) await connect(`${url}/runCase?case=${next++}&agent=${name}`, { onText: closeCommand })
  }
  await Promise.all(Array.from({ length: sideBySide }, worker))
  await connect(`${url}/updateReports?agent=${name}&shutdownOnComplete=true`, { onText: closeCommand })
}
