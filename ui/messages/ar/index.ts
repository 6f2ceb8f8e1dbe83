import type { Messages } from '#lib/words/message.ts'
import { diagram } from './diagram.ts'
import { home } from './home.ts'
import { light } from './light.ts'
import { map } from './map.ts'
import { narration } from './narration.ts'
import { parts } from './parts.ts'
import { race } from './race.ts'
import { screen } from './screen.ts'
import { watch } from './watch.ts'

export const messages = {
  diagram,
  home,
  light,
  map,
  narration,
  parts,
  race,
  screen,
  watch,
} satisfies Messages
