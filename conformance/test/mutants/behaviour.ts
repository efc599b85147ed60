/**
 * Everything that the echo agent of the mutant tests does, as knobs: turned as below it is right, and each mutant turns one.
 */

/** See the head of the file. */
export interface Behaviour {
  /** When bad UTF-8 in a text is noticed. */
  utf8: 'fail-fast' | 'at-end' | 'never'
  /** Changes what is echoed; `count` numbers the messages from 1. Undefined: no echo. */
  alter: (payload: Buffer, count: number) => Buffer | undefined
  /** Changes the type of the echo. */
  alterType: (opcode: number) => number
  /** Octets of each echo's frames; 0: one frame. */
  fragment: number
  /** Rules that are enforced, by name. */
  enforced: Record<
    | 'rsv'
    | 'rsv1-on-control'
    | 'rsv1-on-continuation'
    | 'opcode'
    | 'control-length'
    | 'control-fin'
    | 'stray-continuation'
    | 'new-message-inside'
    | 'masking'
    | 'minimal-length'
    | 'length-2-63'
    | 'close-body'
    | 'close-code'
    | 'close-reason',
    boolean
  >
  /** Unmasks a payload octet; `index` counts from the start of the frame. */
  unmask: (octet: number, key: Buffer, index: number) => number
  pong: (payload: Buffer) => Buffer[]
  /** Pings inside a message are answered at once. */
  pongAtOnce: boolean
  /** The code that answers a Close; undefined: none, 'silent': no answer at all. */
  closeAnswer: (code: number | undefined) => number | undefined | 'silent'
  /** The code for a broken rule. */
  violationCode: (code: number) => number
  /** Ends TCP behind the closing handshake (server), and after failing the connection. */
  endsTcp: boolean
  /** Echoes what follows a Close. */
  echoesAfterClose: boolean
  /** Masks its own frames. */
  masks: (isClient: boolean) => boolean
  /** Writes lengths below 126 in 16 bits. */
  longLengths: boolean
  /** Drops the payload of the n-th continuation of each message; 0: none. */
  dropsContinuation: number
  /** Most octets and fragments of a message. */
  limits: { octets: number; fragments: number }
  /** Stops reading while its echoes are not taken. */
  backpressure: boolean
  handshake: {
    /** Header rules that a server skips (`method`, `version`, `key`), or a client (`status`, `accept`, …). */
    skips: Set<string>
    accept: (right: string) => string
    /** Added to a server's answer or a client's request. */
    extra: [string, string][]
  }
  deflate: {
    supported: boolean
    /** Window and context of its deflater, given what was agreed. */
    windowBits: (agreed: number) => number
    takeover: (agreed: boolean) => boolean
    /** What the answer says. */
    answer: (right: string) => string
    rsv1Everywhere: boolean
    /** Understands blocks with BFINAL, and empty messages. */
    finalBlocks: boolean
    emptyMessages: boolean
    maxInflated: number
    /** Closes the connection on bad data. */
    refusesBadData: boolean
  }
}

/** The agent without a defect. */
export function rightBehaviour(): Behaviour {
  return {
    utf8: 'fail-fast',
    alter: (payload) => payload,
    alterType: (opcode) => opcode,
    fragment: 0,
    enforced: {
      rsv: true,
      'rsv1-on-control': true,
      'rsv1-on-continuation': true,
      opcode: true,
      'control-length': true,
      'control-fin': true,
      'stray-continuation': true,
      'new-message-inside': true,
      masking: true,
      'minimal-length': true,
      'length-2-63': true,
      'close-body': true,
      'close-code': true,
      'close-reason': true,
    },
    unmask: (octet, key, index) => octet ^ key[index & 3]!,
    pong: (payload) => [payload],
    pongAtOnce: true,
    closeAnswer: (code) => code,
    violationCode: (code) => code,
    endsTcp: true,
    echoesAfterClose: false,
    masks: (isClient) => isClient,
    longLengths: false,
    dropsContinuation: 0,
    limits: { octets: 64 * 1024 * 1024, fragments: 70_000 },
    backpressure: true,
    handshake: { skips: new Set(), accept: (right) => right, extra: [] },
    deflate: {
      supported: true,
      windowBits: (agreed) => agreed,
      takeover: (agreed) => agreed,
      answer: (right) => right,
      rsv1Everywhere: false,
      finalBlocks: true,
      emptyMessages: true,
      maxInflated: 64 * 1024 * 1024,
      refusesBadData: true,
    },
  }
}
