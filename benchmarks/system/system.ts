/** Generator and gateways that run, on whatever store, to be measured from outside. */
export interface System {
  readonly mode: Mode
  /** Of each gateway, http://HOST:PORT. */
  readonly gateways: readonly string[]
  readonly storeUrl: string
  /** Makes a race that has begun; gives its runId. */
  createRace(body: object): Promise<string>
  /** Every process that has a part in it, by name. Several may have one name. */
  processes(): Promise<{ name: string; pid: number }[]>
  /** Messages that the store has not taken yet of those that were published; null where there is no such thing. */
  behind(): Promise<number | null>
  stop(): Promise<void>
}

export type Mode = 'embedded' | 'stack'

export const token = 'only-for-this-benchmark'

/** POST with the control token; throws what the server says. */
export async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}
