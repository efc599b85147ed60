/** The version of the API: that of the package this one stands in for. */
export const version = '1.0.35'
