/** A pace as runners say it, minutes and seconds for a kilometre: 272 s/km is "4:32". Empty for null. */
export function paceText(secondsPerKm: number | null): string {
  return secondsPerKm === null ? '' : clock(Math.round(secondsPerKm), 2)
}

/** A time so far: "1:02:03", "9:05". Whole seconds, cut off as on the clock; a finish time is one already (`shownTimeMs`). */
export function raceTimeText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  return (ms < 0 && seconds > 0 ? '-' : '') + clock(seconds, seconds < 3600 ? 2 : 3)
}

/** How far behind: "+0:12", "+1:02:03"; empty for null. */
export function gapText(ms: number | null): string {
  return ms === null ? '' : `+${raceTimeText(ms)}`
}

function clock(seconds: number, parts: 2 | 3): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (parts === 2) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
