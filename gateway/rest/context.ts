import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Catalogue } from '@racecast/courses/catalogue'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Generator } from '../access/generator.ts'
import type { WrongTokens } from '../access/wrong-tokens.ts'
import type { Clock } from '../clock.ts'
import type { Acknowledgements } from '../desk/acknowledgement.ts'
import type { Audit } from '../desk/audit.ts'
import type { Presence } from '../desk/presence.ts'
import type { Admission } from '../feed/admission.ts'
import type { Hub } from '../feed/hub.ts'
import type { HealthMonitor } from '../health/monitor.ts'
import type { BaseMap } from '../map/base-map.ts'
import type { LiveRaces } from '../replica/live-race.ts'
import type { Recordings } from '../rewind/recordings.ts'
import type { Organiser } from '../site/organiser.ts'
import type { TickAsked } from '../ticks/tick-asked.ts'
import type { TickShelves } from '../ticks/tick-shelves.ts'
import type { Past } from './race/past.ts'

/** What the resources are made of. */
export interface RestContext {
  races: LiveRaces
  catalogue: Catalogue
  past: Past
  /** Null where none was configured: races cannot be made or commanded. */
  generator: Generator | null
  clock: Clock
  access: Access
  wrongTokens: WrongTokens
  audit: Audit
  health: HealthMonitor
  acknowledgements: Acknowledgements
  presence: Presence
  /** The feed, for who takes it as server-sent events. */
  hub: Hub
  admission: Admission
  ticks: TickShelves
  recordings: Recordings
  tickAsked: (what: TickAsked) => void
  /** Null where there is none that others could use. */
  publicUrl: string | null
  organiser: Organiser
  baseMap: BaseMap | null
}

/** An app whose handlers get their types from the TypeBox schemas of the route. */
export type RestApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
