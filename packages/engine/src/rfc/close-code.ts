/** The status codes of a Close frame. Knows nothing of texts or events. */

/** @rfc 6455 §7.4.1, §11.7 */
export const CloseCode = {
  Normal: 1000,
  GoingAway: 1001,
  ProtocolError: 1002,
  UnsupportedData: 1003,
  /** Never on the wire: the Close frame had no status code. */
  NoStatus: 1005,
  /** Never on the wire: the connection ended without a Close frame. */
  Abnormal: 1006,
  InvalidPayload: 1007,
  PolicyViolation: 1008,
  MessageTooBig: 1009,
  MandatoryExtension: 1010,
  InternalError: 1011,
} as const

/**
 * Whether a status code may stand in a Close frame: the registered ones that are not reserved for local use (1000 to
 * 1003, 1007 to 1014), and the ranges for libraries and applications (3000 to 4999).
 *
 * @rfc 6455 §7.4
 */
export function isCloseCodeOnWire(code: number): boolean {
  if (code >= 3000) return code <= 4999
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== CloseCode.NoStatus && code !== CloseCode.Abnormal
}
