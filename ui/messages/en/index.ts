import { home } from './home.ts'
import { map } from './map.ts'
import { parts } from './parts.ts'
import { race } from './race.ts'
import { screen } from './screen.ts'

export const messages = { home, map, parts, race, screen }
