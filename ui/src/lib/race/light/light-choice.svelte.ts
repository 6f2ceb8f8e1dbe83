import { wantsLight } from './light-view.ts'

/** Network Information, where a browser has it. */
interface Connection {
  saveData?: boolean
  rtt?: number
}

/** Whether this page shows the list alone; once it does, that is for the viewer to change. */
export class LightChoice {
  on = $state(false)
  #asked: string | null

  /** @param asked `?lite=` of the address */
  constructor(asked: string | null) {
    this.#asked = asked
    this.notice(null)
  }

  /** What is known of the line now: the best of the last round trips to the server, ms. */
  notice(roundTripMs: number | null): void {
    const { saveData = false, rtt = 0 } = (navigator as { connection?: Connection }).connection ?? {}
    if (!this.on) this.on = wantsLight(this.#asked, { saveData, expectedRoundTripMs: rtt, roundTripMs })
  }

  leave(): void {
    this.#asked = '0'
    this.on = false
  }
}
