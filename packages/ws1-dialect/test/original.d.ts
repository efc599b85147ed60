declare module 'original-ws1' {
  // biome-ignore lint/suspicious/noExplicitAny: the original has no types
  const api: any
  export default api
}
