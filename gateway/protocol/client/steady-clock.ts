/** By so much more of the time of day than of the other clock, and the machine has slept meanwhile, ms. */
const sleptMs = 1000

/**
 * The local clock as things are measured by it: ms, whole, from the time of day on. It goes on where that is set back, and over
 * a sleep of the machine, for which the browsers' own clocks may stand still. Where the time of day is set ahead it cannot tell
 * that from a sleep.
 */
export function steadyClock(
  timeOfDay: () => number = Date.now,
  goingOn: () => number = () => performance.now(),
): () => number {
  let [day, on] = [timeOfDay(), goingOn()]
  let begun = day - on
  return () => {
    const [dayNow, onNow] = [timeOfDay(), goingOn()]
    const moreMs = dayNow - day - (onNow - on)
    if (moreMs > sleptMs) begun += moreMs
    day = dayNow
    on = onNow
    return Math.round(begun + onNow)
  }
}
