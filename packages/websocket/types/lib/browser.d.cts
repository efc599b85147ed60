export const w3cwebsocket: typeof import('../index.cjs').w3cwebsocket
export const version: string
