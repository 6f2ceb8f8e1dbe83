import { setTimeout as wait } from 'node:timers/promises'

const ASK_EVERY_MS = 200

/**
 * Asks again and again until the answer `holds`, and resolves to that answer; to null if none did within `waitS`
 * seconds. Rejects as `ask` does.
 */
export async function askUntil<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  waitS: number,
): Promise<T | null> {
  for (let tries = (waitS * 1000) / ASK_EVERY_MS; tries > 0; tries--) {
    const answer = await ask()
    if (holds(answer)) return answer
    await wait(ASK_EVERY_MS)
  }
  return null
}
