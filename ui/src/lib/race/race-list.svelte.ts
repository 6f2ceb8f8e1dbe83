import { listRaces, type RaceSummary } from '../api/races.ts'

/** How often the list is asked for, ms: it is not what anybody watches. */
const everyMs = 10_000

/** The latest races, live ones first; asked for again now and then while the page is seen. */
export class RaceList {
  races = $state.raw<RaceSummary[] | null>(null)
  problem = $state('')
  /** For the clocks of live races, epoch ms, once a second. */
  now = $state(Date.now())

  /** Runs until the returned function is called. */
  watch(): () => void {
    let next = 0
    const look = () => {
      if (document.visibilityState === 'hidden') return
      // Written and never read here: an effect that calls this must not depend on it.
      const now = Date.now()
      this.now = now
      if (now < next) return
      next = now + everyMs
      void this.refresh()
    }
    look()
    const timer = setInterval(look, 1000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }

  async refresh(): Promise<void> {
    try {
      this.races = await listRaces()
      this.problem = ''
    } catch (error) {
      this.problem = (error as Error).message
    }
  }
}
