import { decodeMessage, type RaceState, type ServerMessage } from '@racecast/gateway/protocol'

/** A message as it went over the wire, and what it says. */
export interface Frame {
  /** 1 for the first that this page has heard of. */
  n: number
  way: 'in' | 'out'
  /** When it came or went, epoch ms by the server's clock. */
  at: number
  kind: string
  /** What it says; null where it could not be read. */
  message: Record<string, unknown> | null
  /** Why it could not be read. */
  fault: string | null
  /** As it came. */
  raw: string | Uint8Array
  bytes: number
  /** Of how many competitors it has a place. */
  competitors: number
  epoch: number | null
  seq: number | null
  /** Whether the state after it has the hash that it says; null where it says none. */
  hash: boolean | null
  /** From publication of its newest fix until it was here, ms; null where it carries no fix. */
  lagMs: number | null
}

/** What reads a frame needs to know of what is held. */
type Held = Pick<RaceState, 'epoch' | 'seq' | 'entities'> | null

/** Reads what came, `state` being what is held before it. Never throws: what cannot be read says why. */
export function readFrame(
  raw: string | Uint8Array,
  state: Held,
  about: Pick<Frame, 'n' | 'way' | 'at'>,
): Frame {
  const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw).length : raw.length
  const frame = { ...about, kind: 'unreadable', message: null, fault: null, raw, bytes, competitors: 0 }
  const nothing = { epoch: null, seq: null, hash: null, lagMs: null }
  try {
    const message = typeof raw === 'string' ? JSON.parse(raw) : decodeMessage(raw, state)
    return { ...frame, ...nothing, ...figuresOf(message, about.at), kind: String(message.type), message }
  } catch (error) {
    return { ...frame, ...nothing, fault: (error as Error).message }
  }
}

function figuresOf(message: ServerMessage, at: number): Partial<Frame> {
  switch (message.type) {
    case 'snapshot':
    case 'delta': {
      const { publishedAt } = message.lag
      const lagMs =
        publishedAt === null || message.positions.length === 0
          ? null
          : Math.max(0, Math.round(at - publishedAt))
      return { competitors: message.positions.length, epoch: message.epoch, seq: message.seq, lagMs }
    }
    case 'board':
      return { competitors: message.rows.length }
    case 'ping':
      return { seq: message.seq }
    default:
      return {}
  }
}

/** Whether `state` has come to what `frame` says; null where it says nothing of a state, or there are no positions to sum up. */
export function hashAgrees(frame: Frame, state: RaceState | null): boolean | null {
  const { message, seq, epoch } = frame
  if (frame.kind !== 'snapshot' && frame.kind !== 'delta') return null
  return state !== null && state.epoch === epoch && state.seq === seq && state.entities.hash === message?.hash
}
