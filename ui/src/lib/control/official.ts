import type { headcount } from './field-rows.ts'

/** What is held to make results official: who is out because nobody saw them in is so for good then. */
export function officialLabel({ running, waiting, left }: ReturnType<typeof headcount>): string {
  const open = [
    ...(running + left.DNF > 0 ? [`${(running + left.DNF).toLocaleString('en')} not in (DNF)`] : []),
    ...(waiting + left.DNS > 0 ? [`${(waiting + left.DNS).toLocaleString('en')} not started (DNS)`] : []),
  ]
  return open.length === 0 ? 'Make official' : `Make official with ${open.join(' and ')}`
}
