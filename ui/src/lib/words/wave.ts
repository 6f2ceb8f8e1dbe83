import { say } from './say.ts'

/** "Wave 2", "Wave B"; a name that says more is left as it is. */
export function waveName(wave: string): string {
  return /^(\d+|\p{L})$/u.test(wave.trim()) ? say('watch.wave', { wave: wave.trim() }) : wave
}
