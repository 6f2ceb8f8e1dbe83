import { EntityFlag } from '../entity-flag.ts'
import type { RaceInfo, RosterEntry } from '../messages.ts'
import { newMoment, type Playout } from '../playout.ts'
import type { RaceState } from '../race-state.ts'
import { isInAt } from '../standing-at.ts'
import { withinRace } from '../standings.ts'
import { waveGunMs } from '../wave-gun.ts'
import {
  type AttentionKind,
  type AttentionRules,
  attentionKinds,
  attentionRules,
  type CompetitorState,
  competitorStates,
} from './attention-rules.ts'
import { Conditions, continuousMs } from './conditions.ts'
import type { LastingTold } from './lasting.ts'

/** What needs a person now. */
export interface AttentionItem {
  id: number
  kind: AttentionKind
  /** Since when it has lasted, race ms. */
  since: number
  /** False where it lasted already when it was first looked at, so that it began at `since` or before. */
  sinceKnown: boolean
}

export interface AttentionInput {
  state: RaceState
  playout: Playout
  /** The moment that the screen shows, race ms; it moves forward. */
  raceMs: number
  /** Since when no fixes can come because the store is down, race ms; null while it answers. */
  downSinceMs?: number | null
}

/** No time: race times are far from it. */
const none = Number.NEGATIVE_INFINITY
/** A screen's clock is put right by less; a moment that lies farther back was asked for, ms. */
const jitterMs = 5000

interface Found {
  state: CompetitorState
  since: number
}

/**
 * What every competitor does, and who needs a person: kept up from moment to moment, some hundred nanoseconds for each
 * competitor. A function of what was seen: who watches from the gun on has the same `since` as everybody who did, and who comes
 * later takes it over from a gateway (`takeOver`).
 */
export class Attention {
  readonly #rules: AttentionRules
  readonly #moment = newMoment()
  #epoch = -1
  #at = none
  #conditions = new Conditions()
  #states = new Map<number, Found>()
  /** Of each wave, race ms; for one update. */
  readonly #guns = new Map<string, number>()
  #items: AttentionItem[] = []
  /** What is to be taken over with the next update. */
  #told: LastingTold | null = null
  #outage = false

  constructor(rules: AttentionRules = attentionRules) {
    this.#rules = rules
  }

  /** The longest-lasting first. The same array until something in it changes. */
  get items(): readonly AttentionItem[] {
    return this.#items
  }

  /** Whether so many are without a fix that the data is lost and not they. */
  get outage(): boolean {
    return this.#outage
  }

  /** What a competitor does and since when, race ms, as far as was seen; undefined before the first update. */
  stateOf(id: number): { readonly state: CompetitorState; readonly since: number } | undefined {
    return this.#states.get(id)
  }

  /** Takes over, with the next update, what has lasted for longer than was looked at here. */
  takeOver(told: LastingTold): void {
    this.#told = told
  }

  /** Moves on to a moment; returns whose state changed. A new epoch, and a moment before the last, begin anew. */
  update({ state, playout, raceMs, downSinceMs = null }: AttentionInput): number[] {
    const asked = withinRace(state.race, raceMs)
    if (state.epoch !== this.#epoch || asked < this.#at - jitterMs) this.#begin(state.epoch)
    const now = Math.max(asked, this.#at)
    this.#at = now
    const told = this.#toldOf(state.epoch)
    if (told && now <= told.at) this.#takeOver(told, now, true)
    this.#guns.clear()
    const heardUntil = downSinceMs === null ? now : Math.min(now, downSinceMs)
    const sweeps = this.#sweeps(state, playout, now)
    const changed: number[] = []
    let [underWay, silent] = [0, 0]
    for (const entry of state.roster.values()) {
      const found = this.#look(state, playout, entry, now, heardUntil, sweeps)
      if (found.state === 'noFix') silent++
      if (isUnderWay(found.state)) underWay++
      const known = this.#states.get(entry.id)
      const isSame = known?.state === found.state
      // Who did not look for a while has missed that it ended and began again.
      if (isSame && (known.since === found.since || !tellsSince.includes(found.state))) continue
      this.#states.set(entry.id, found)
      if (!isSame) changed.push(entry.id)
    }
    // What was told for earlier may have ended since: it is for what is seen to last.
    if (told && now > told.at) this.#takeOver(told, now, false)
    const { outageLeast, outageShare } = this.#rules
    this.#outage = silent >= outageLeast && silent > underWay * outageShare
    this.#list(state.race, now, heardUntil)
    return changed
  }

  #begin(epoch: number): void {
    this.#epoch = epoch
    this.#at = none
    this.#conditions = new Conditions()
    this.#states = new Map()
  }

  /** What was told of this epoch, once; it may have come before its epoch. */
  #toldOf(epoch: number): LastingTold | null {
    const told = this.#told
    if (!told || told.epoch > epoch) return null
    this.#told = null
    return told.epoch === epoch ? told : null
  }

  #takeOver({ lasting }: LastingTold, now: number, holds: boolean): void {
    for (const one of lasting)
      if (one.since <= now) this.#conditions.takeOver(this.#conditions.indexOf(one.id), one, holds)
  }

  /** What one competitor does at `now`; notes since when what may need a person lasts. */
  #look(
    state: RaceState,
    playout: Playout,
    entry: RosterEntry,
    now: number,
    heardUntil: number,
    sweeps: ReadonlyMap<string, number>,
  ): Found {
    const { id, standing } = entry
    const facts = state.facts.get(id)
    const conditions = this.#conditions
    const at = conditions.indexOf(id)
    if (standing !== 'entered' && now >= (facts?.standingSince ?? none)) {
      conditions.clear(at)
      return { state: standing, since: facts?.standingSince ?? now }
    }
    if (facts?.finish !== undefined && isInAt(facts, now, state.race)) {
      conditions.clear(at)
      return { state: 'finished', since: facts.finish }
    }
    const { race } = state
    const hasStarted = race.status !== 'scheduled' && facts?.start !== undefined && facts.start <= now
    const slot = state.entities.slots.get(id)
    const moment = this.#moment
    if (!hasStarted || slot === undefined || !playout.at(slot, now, moment)) {
      conditions.clear(at)
      if (race.status !== 'scheduled' && entry.role === 'competitor')
        conditions.set(at, 'notStarted', this.#gunOf(race, entry.wave), true)
      return { state: 'waiting', since: now }
    }
    const fixAt = now - moment.ageMs
    const { flags, cm } = moment
    conditions.end(at, 'notStarted')
    const silentMs = Math.max(0, heardUntil - fixAt)
    const isSilent = silentMs > this.#rules.noFixIntervals * race.fixIntervalS * 1000
    if (isSilent) conditions.set(at, 'lost', fixAt, true)
    else conditions.end(at, 'lost')
    // What it is doing where nothing is heard of it is not known: what lasted goes on.
    conditions.fixed(at, fixAt, {
      continuousMs: continuousMs(race),
      cm,
      stopped: (flags & EntityFlag.stopped) !== 0,
      offCourse: (flags & EntityFlag.offCourse) !== 0,
      inFence: (flags & EntityFlag.inFence) !== 0,
    })
    const sweep = entry.role === 'competitor' ? (sweeps.get(entry.wave) ?? sweeps.get('')) : undefined
    if (sweep === undefined || cm >= sweep) conditions.end(at, 'overtaken')
    else if (sweep - cm > this.#rules.overtakenCm) conditions.begin(at, 'overtaken', now)
    if (isSilent) return { state: 'noFix', since: fixAt }
    const off = conditions.since(at, 'offCourse')
    if (off !== none && now - off >= this.#rules.offCourseStateMs) return { state: 'offCourse', since: off }
    const stood = conditions.since(at, 'stopped')
    if (stood !== none) return { state: 'stopped', since: stood }
    return { state: flags & EntityFlag.inFence ? 'inFence' : 'running', since: now }
  }

  #gunOf(race: RaceInfo, wave: string): number {
    const known = this.#guns.get(wave) ?? waveGunMs(race, wave)
    this.#guns.set(wave, known)
    return known
  }

  /** How far the hindmost sweep of each wave is, cm; under '' the hindmost of all. */
  #sweeps({ roster, entities }: RaceState, playout: Playout, now: number): Map<string, number> {
    const found = new Map<string, number>()
    for (const { id, role, wave, standing } of roster.values()) {
      const slot = role === 'sweep' && standing === 'entered' ? entities.slots.get(id) : undefined
      if (slot === undefined || !playout.at(slot, now, this.#moment)) continue
      for (const name of new Set([wave, '']))
        found.set(name, Math.min(found.get(name) ?? Number.POSITIVE_INFINITY, this.#moment.cm))
    }
    return found
  }

  #list(race: RaceInfo, now: number, heardUntil: number): void {
    const { lostIntervals, offCourseMs, stoppedMs, stoppedInFenceMs, notStartedMs } = this.#rules
    const least: Record<AttentionKind, (at: number) => number> = {
      lost: () => (this.#outage ? Number.POSITIVE_INFINITY : lostIntervals * race.fixIntervalS * 1000),
      offCourse: () => offCourseMs,
      stopped: (at) => (this.#conditions.isInFence(at) ? stoppedInFenceMs : stoppedMs),
      overtaken: () => 0,
      notStarted: () => notStartedMs,
    }
    const items: AttentionItem[] = []
    const lost = new Set<number>()
    for (const kind of attentionKinds) {
      const until = kind === 'lost' ? heardUntil : now
      for (const [at, id, since, sinceKnown] of this.#conditions.lasting(kind)) {
        // Of who is lost nobody knows whether they still are where they were, or stand.
        if (until - since < least[kind](at) || (lost.has(id) && endsUnheard.includes(kind))) continue
        items.push({ id, kind, since, sinceKnown })
        if (kind === 'lost') lost.add(id)
      }
    }
    items.sort((a, b) => a.since - b.since || a.id - b.id)
    const isSame = (item: AttentionItem, i: number) => {
      const held = this.#items[i]
      return held?.id === item.id && held.kind === item.kind && held.since === item.since
    }
    if (items.length !== this.#items.length || !items.every(isSame)) this.#items = items
  }
}

/** States whose beginning is known from fixes; of the others it is when they were first seen. */
const tellsSince: readonly CompetitorState[] = ['noFix', 'offCourse', 'stopped']
/** What the last fix said, and nobody knows of who is lost: after `lost` in the order of `attentionKinds`. */
const endsUnheard: readonly AttentionKind[] = ['offCourse', 'stopped']

const isUnderWay = (state: CompetitorState) =>
  competitorStates.indexOf(state) > competitorStates.indexOf('waiting')

/** Somebody has seen to it, or knows. */
export interface Acknowledged {
  id: number
  kind: AttentionKind
  /** Since when it had lasted, as who acknowledged it saw it; race ms. */
  since: number
}

/**
 * So much later the same may be seen to begin by one than by another, ms: pages look at moments of their own, and one that is short of
 * breath leaves fixes out. Less than has to pass before who was off the course, stood or was lost is in the list once more.
 */
const seenLaterMs = 5000

/**
 * Whether an acknowledgement is for what is in the list and not for an earlier time. Who came to it late sees it begin
 * later, so a later `since` counts; of what lasted already when one began to look any may be meant.
 */
export const isAcknowledgement = (ack: Acknowledged, item: AttentionItem): boolean =>
  ack.id === item.id && ack.kind === item.kind && (ack.since >= item.since - seenLaterMs || !item.sinceKnown)
