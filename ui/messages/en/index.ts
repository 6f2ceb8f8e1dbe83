import { diagram } from './diagram.ts'
import { home } from './home.ts'
import { map } from './map.ts'
import { narration } from './narration.ts'
import { parts } from './parts.ts'
import { race } from './race.ts'
import { screen } from './screen.ts'

export const messages = {
  diagram,
  home,
  map,
  narration,
  parts,
  race,
  screen,
}
