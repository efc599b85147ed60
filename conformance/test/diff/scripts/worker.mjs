import { Worker } from 'node:worker_threads'

const worker = new Worker('console.log("from a worker")', { eval: true, stdout: true })
worker.stdout.pipe(process.stdout)
