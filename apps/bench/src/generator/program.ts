/**
 * The generator's process: does one task against a measured process when the bench says so. Not the tasks themselves.
 */
import type { CpuTime, RunOrder, TaskName, TaskOrder, Work } from '../control/protocol.js'
import { cpuTime, serveControl } from '../control/serve-control.js'
import { BroadcastTask } from './tasks/broadcast.js'
import { ClientSendTask } from './tasks/client-send.js'
import { EchoTask } from './tasks/echo.js'
import { ClientReceiveTask, ReceiveTask } from './tasks/flood.js'
import { HandshakeTask } from './tasks/handshake.js'
import { IdleTask } from './tasks/idle.js'
import { LatencyTask } from './tasks/latency.js'
import type { Task } from './tasks/task.js'
import { TrickleTask } from './tasks/trickle.js'

const TASKS: Record<TaskName, new (order: TaskOrder) => Task> = {
  echo: EchoTask,
  receive: ReceiveTask,
  broadcast: BroadcastTask,
  handshake: HandshakeTask,
  idle: IdleTask,
  latency: LatencyTask,
  trickle: TrickleTask,
  'client-send': ClientSendTask,
  'client-receive': ClientReceiveTask,
}

let task: Task

serveControl({
  open({ order, port }: { order: TaskOrder; port: number }): Promise<number | undefined> {
    task = new TASKS[order.task](order)
    return task.open(port)
  },
  run: (order: RunOrder): Promise<Work> => task.run(order),
  cpu: (): CpuTime => cpuTime(),
})
