import { describe, expect, it } from 'vitest'
import { WorkLimiter } from '../../src/node/work-limiter.js'

describe('WorkLimiter', () => {
  it('runs so many jobs at a time, in order', () => {
    const limiter = new WorkLimiter(2)
    const started: number[] = []
    const ends: (() => void)[] = []
    for (let i = 0; i < 5; i++) {
      limiter.add((done) => {
        started.push(i)
        ends.push(done)
      })
    }
    expect(started).toEqual([0, 1])
    ends[1]()
    expect(started).toEqual([0, 1, 2])
    ends[0]()
    ends[2]()
    expect(started).toEqual([0, 1, 2, 3, 4])
  })

  it('goes through twenty thousand jobs that end at once, behind one that does not, without deep recursion', () => {
    const limiter = new WorkLimiter(1)
    let ran = 0
    let end: () => void = () => {}
    limiter.add((done) => {
      end = done
    })
    for (let i = 0; i < 20_000; i++) {
      limiter.add((done) => {
        ran++
        done()
      })
    }
    end()
    expect(ran).toBe(20_000)
  })

  it('does not stand still where no job is allowed', () => {
    for (const concurrency of [0, -1, Number.NaN]) {
      let ran = false
      new WorkLimiter(concurrency).add(() => {
        ran = true
      })
      expect(ran).toBe(true)
    }
  })

  it('gives a place back only once for a job', () => {
    const limiter = new WorkLimiter(1)
    const started: number[] = []
    let end: () => void = () => {}
    limiter.add((done) => {
      end = done
    })
    for (let i = 0; i < 3; i++) limiter.add(() => started.push(i))
    end()
    end()
    expect(started).toEqual([0])
  })

  it('does not lose a place to a job that throws', () => {
    const limiter = new WorkLimiter(1)
    expect(() =>
      limiter.add(() => {
        throw new Error('job')
      }),
    ).toThrow('job')
    let ran = false
    limiter.add((done) => {
      ran = true
      done()
    })
    expect(ran).toBe(true)
  })
})
