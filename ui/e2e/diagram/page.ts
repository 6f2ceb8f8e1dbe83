import { mount } from 'svelte'
import '#lib/testing/speak-english.ts'
import DistanceTimeDiagram from '#lib/components/parts/DistanceTimeDiagram.svelte'
import '../../src/styles/tokens.css'
import '../../src/styles/base.css'
import { race } from './race.ts'
import { reactive } from './reactive.svelte.ts'

declare global {
  interface Window {
    /** Where the diagram was moved to, race ms, in order. */
    scrubbed: number[]
  }
}

/** The diagram alone on a page, with a race that stands still: it shows whatever moment it is moved to. */
const setting = new URLSearchParams(location.hash.slice(1))
window.scrubbed = []
const target = document.querySelector('main')!
let shown: Record<string, unknown> | null = null

function show(shownMs: number): void {
  const { data } = race(shownMs, Number(setting.get('followed') ?? 4), setting.has('live'))
  if (shown) {
    Object.assign(shown, { data, shownMs })
    return
  }
  shown = reactive({ data, shownMs, height: Number(setting.get('height') ?? 240), onscrub })
  mount(DistanceTimeDiagram, { target, props: shown as never })
}

function onscrub(raceMs: number): void {
  window.scrubbed.push(raceMs)
  show(raceMs)
}

show(Number(setting.get('at') ?? 1_200_000))
