/** Pinot's health: 200 and "OK"; 503 while it is not ready. */
export async function askHealth(url: string, timeoutMs: number): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  const text = await response.text()
  if (!response.ok || text.trim() !== 'OK') throw new Error(`${url} answered ${response.status} ${text}`)
}
