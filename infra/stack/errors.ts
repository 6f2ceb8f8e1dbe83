/** What can go wrong with the stack. `{name}` is replaced by the particular of that name. */
export const stackErrors = {
  MISSING_TOOL: 'missing on this machine: {tools}',
  BAD_CONFIG: '{field} is {value}: {problem}',
  DOWNLOAD_FAILED:
    'the jars of {name} could not be fetched: {why}. Maven needs Maven Central, or a mirror, once',
  PORT_IN_USE:
    'port {port} on {host} is taken, {server} wants it: stop what holds it, or set {variable} to another one (0: any free one)',
  NOT_STARTED:
    '{server} did not become healthy within {seconds} s; its log {log} ends in:\n{lines}\n(STACK_START_TIMEOUT_S allows more)',
  ENDED: '{server} ended while it was starting; its log {log} ends in:\n{lines}',
  PREPARE_FAILED: '{server} could not be prepared: {why}',
  BAD_STATE: '{file} is not a state file of this version ({problem}): end its servers by hand and remove it',
  NOT_ENDED: '{server} (pid {pid}) did not end within {seconds} s of SIGKILL: see the system log',
  NOT_RUNNING: '{server} is not running: start it first',
  INTERRUPTED: 'the start was interrupted; what had been started was stopped again',
} as const

export type StackErrorCode = keyof typeof stackErrors

/** An error with a code of the table above. */
export class StackError extends Error {
  override readonly name = 'StackError'
  readonly code: StackErrorCode

  constructor(code: StackErrorCode, particulars: Record<string, unknown> = {}, options?: ErrorOptions) {
    const message = stackErrors[code].replace(/\{(\w+)\}/g, (_, name: string) => String(particulars[name]))
    super(message, options)
    this.code = code
  }
}
