import { compare, type Difference, describeText, Trace } from '@rosetta-ws/conformance/diff'

export const text: string = describeText('text')
export const trace = new Trace()
export type Found = Difference
export const comparison: typeof compare = compare
