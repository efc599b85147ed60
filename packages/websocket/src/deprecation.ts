/** The exported `deprecation`: warns of a name once. Nothing is deprecated at present. */

export const deprecation = {
  disableWarnings: false,
  deprecationWarningMap: {} as Record<string, string>,
  warn(name: string): void {
    const warning = deprecation.deprecationWarningMap[name]
    if (deprecation.disableWarnings || !warning) return
    console.warn(`DEPRECATION WARNING: ${warning}`)
    delete deprecation.deprecationWarningMap[name]
  },
}
