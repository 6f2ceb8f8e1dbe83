import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Bus } from '../bus/bus.ts'
import { notedJson } from '../bus/noted-json.ts'
import { attentionKinds } from '../protocol/index.ts'

/** Somebody in race control has seen to what needed a person, or knows of it. */
export const Acknowledgement = Type.Object({
  id: Type.Integer({ description: 'competitorId' }),
  bib: Type.String(),
  kind: Type.Enum([...attentionKinds]),
  since: Type.Integer({ description: 'since when it had lasted, race ms' }),
  operator: Type.String(),
  at: Type.Integer({ description: 'epoch ms' }),
  note: Type.Optional(Type.String()),
})
export type Acknowledgement = Static<typeof Acknowledgement>

const acknowledgement = Compile(Acknowledgement)
const mapOf = (runId: string) => `acknowledged ${runId}`
const keyOf = ({ bib, kind }: Pick<Acknowledgement, 'bib' | 'kind'>) => `${kind} ${bib}`

/** The newest acknowledgement of each competitor and kind, the same at every gateway. Each throws `BusUnavailable`. */
export function createAcknowledgements(bus: Bus) {
  const read = (entries: ReadonlyMap<string, string>) =>
    [...entries.values()].flatMap((text): Acknowledgement[] => {
      const told = notedJson(text)
      return acknowledgement.Check(told) ? [told] : []
    })
  return {
    list: async (runId: string) => read(await bus.notes(mapOf(runId))),
    async put(runId: string, given: Acknowledgement): Promise<void> {
      await bus.note(mapOf(runId), new Map([[keyOf(given), JSON.stringify(given)]]))
    },
    on: (runId: string, listener: (given: Acknowledgement[]) => void): (() => void) =>
      bus.onNoted(mapOf(runId), (entries) => listener(read(entries))),
  }
}

export type Acknowledgements = ReturnType<typeof createAcknowledgements>
