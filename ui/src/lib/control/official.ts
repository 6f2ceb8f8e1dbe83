import type { headcount } from './field-rows.ts'

/** What is held to make results official: who is neither in nor out then is so for good. */
export function officialLabel({ running, waiting }: ReturnType<typeof headcount>): string {
  const open = [
    ...(running > 0 ? [`${running.toLocaleString('en')} not in`] : []),
    ...(waiting > 0 ? [`${waiting.toLocaleString('en')} not started`] : []),
  ]
  return open.length === 0 ? 'Make official' : `Make official with ${open.join(' and ')}`
}
