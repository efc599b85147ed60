declare module 'original-nodejs-websocket' {
  // biome-ignore lint/suspicious/noExplicitAny: the original has no types
  const api: any
  export default api
}
