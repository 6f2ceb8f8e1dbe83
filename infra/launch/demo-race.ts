/** The race that a data directory begins with: a hundred runners on the course of the original demo. */
const demo = { course: 'crystal', name: 'Demo race', slug: 'demo', competitors: 100 }

/**
 * Makes the demo race unless there has been a race before. Resolves to the slug of the race to look at: the
 * demo, or the first of the gateway's list, which has the live ones on top.
 */
export async function ensureDemoRace(gateway: string, token: string): Promise<string> {
  const { races } = (await read(await fetch(`${gateway}/api/races`))) as { races: { slug: string }[] }
  if (races[0]) return races[0].slug
  const made = await fetch(`${gateway}/api/races`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(demo),
  })
  return ((await read(made)) as { slug: string }).slug
}

async function read(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}
