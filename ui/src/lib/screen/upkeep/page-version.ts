/** Which build of the page the server hands out, as against when it was first asked. */
export class PageVersion {
  readonly #ask: () => Promise<string>
  #first: string | null = null

  constructor(ask = askServer) {
    this.#ask = ask
  }

  /** Whether there is another one now; false while that cannot be told. */
  async hasChanged(): Promise<boolean> {
    try {
      const version = await this.#ask()
      this.#first ??= version
      return version !== this.#first
    } catch {
      return false
    }
  }
}

async function askServer(): Promise<string> {
  const answer = await fetch('/_app/version.json', { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`version.json: ${answer.status}`)
  return ((await answer.json()) as { version: string }).version
}
