import { send } from '../api/send.ts'
import { getSite } from '../api/site.ts'
import type { Operator } from './operator.svelte.ts'

/** Where a private race can be seen: an address is good for whoever has it, as long as the key that it carries. */
export class PrivateAddress {
  label = $state('')
  days = $state('14')
  busy = $state(false)
  problem = $state('')
  /** Of the key that was made last. */
  addresses = $state.raw<{ title: string; address: string }[]>([])
  readonly #slug: string
  readonly #operator: Operator

  constructor(slug: string, operator: Operator) {
    this.#slug = slug
    this.#operator = operator
  }

  /** Why no key can be made here; '' where it can. */
  get refusedFor(): string {
    return this.#operator.session?.race
      ? 'Your token controls this race alone, and makes no keys. Ask who controls all races for a watch key of it.'
      : ''
  }

  async make(): Promise<void> {
    const [label, days] = [this.label.trim(), Number(this.days)]
    this.problem = label === '' ? 'Say whom it is for: the list of keys shows it.' : ''
    if (!this.problem && !(days > 0)) this.problem = 'Give a number of days.'
    if (this.problem) return
    this.busy = true
    try {
      const order = { scope: 'watch', race: this.#slug, days, label }
      const { token } = await send<{ token: string }>('POST', '/api/keys', order)
      const site = await getSite().catch(() => null)
      const at = (path: string) =>
        `${site?.publicUrl ?? location.origin}/${path}/${this.#slug}?${new URLSearchParams({ key: token })}`
      this.addresses = [
        { title: 'Public page', address: at('race') },
        { title: 'Big screen', address: at('screen') },
      ]
    } catch (error) {
      if (!this.#operator.lost(error)) this.problem = (error as Error).message
    } finally {
      this.busy = false
    }
  }
}
