import type { Map as MapLibre } from 'maplibre-gl'
import type { RaceMap } from './map/race-map.ts'
import type { RaceFollower } from './race/race-follower.ts'

/**
 * `window.__racecast`: how a test holds the screen still and asks where it has put the dots. Always there and
 * never used by the page itself.
 */
export interface TestHook {
  /** Holds the whole screen at a wall time (epoch ms, of playout: what is shown); null lets it run again. */
  freeze(playoutWallMs: number | null): void
  /** Every dot in CSS px from the map's corner, from the very numbers that the shader draws it from. */
  dots(): { id: number; x: number; y: number }[]
  /** Every stretch of a capsule, likewise. */
  stretches(): { id: number; ax: number; ay: number; bx: number; by: number }[]
  /** Where the ribbon is at a distance, cm from the start: its middle, and its width, CSS px. */
  ribbonAt(cm: number): { x: number; y: number; width: number }
  /** The wall time shown, epoch ms; null before the first snapshot. */
  playoutTime(): number | null
  map: MapLibre | null
  raceMap: RaceMap | null
}

export function installTestHook(
  follower: () => RaceFollower | null,
  raceMap: () => RaceMap | null,
): () => void {
  const hook: TestHook = {
    freeze(playoutWallMs) {
      const current = follower()
      if (!current) return
      current.clock.frozenAt = playoutWallMs
      current.tick()
      raceMap()?.dots.update()
    },
    dots() {
      const all: { id: number; x: number; y: number }[] = []
      raceMap()?.dots.eachOnScreen((id, x, y) => all.push({ id, x, y }))
      return all
    },
    stretches() {
      const all: ReturnType<TestHook['stretches']> = []
      raceMap()?.dots.eachStretchOnScreen((id, ax, ay, bx, by) => all.push({ id, ax, ay, bx, by }))
      return all
    },
    ribbonAt: (cm) => raceMap()!.ribbon.bandAt(cm),
    playoutTime() {
      const current = follower()
      return current?.state ? current.clock.wallMs(current.state.race) : null
    },
    get map() {
      return raceMap()?.map ?? null
    },
    get raceMap() {
      return raceMap()
    },
  }
  Object.assign(window, { __racecast: hook })
  return () => {
    if ((window as { __racecast?: TestHook }).__racecast === hook) {
      delete (window as { __racecast?: TestHook }).__racecast
    }
  }
}
