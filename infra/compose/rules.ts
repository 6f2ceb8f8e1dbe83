import { type Static, Type } from 'typebox'

// What infra/compose.yaml may hold, by the Compose Specification and stricter: only the keys that it uses, so that a
// misspelt one is found without a container engine. A new key is added here with the form that it has.

const closed = { additionalProperties: false }
/** `5s`, `10m`: what Compose reads as a time. */
const Duration = Type.String({ pattern: '^\\d+(ms|s|m|h)$' })
const Text = Type.String({ minLength: 1 })
const Environment = Type.Record(
  Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' }),
  Type.Union([Type.String(), Type.Number()]),
)

const Healthcheck = Type.Object(
  {
    /** CMD and its arguments, or CMD-SHELL and one line for a shell. */
    test: Type.Union([
      Type.Tuple([Type.Literal('CMD-SHELL'), Text]),
      Type.Intersect([
        Type.Array(Text, { minItems: 2 }),
        Type.Unsafe<string[]>({ prefixItems: [{ const: 'CMD' }] }),
      ]),
    ]),
    interval: Duration,
    timeout: Duration,
    retries: Type.Integer({ minimum: 1 }),
    start_period: Duration,
  },
  closed,
)

const Limits = Type.Object(
  { memory: Type.String({ pattern: '^\\d+[mg]$' }), cpus: Type.String({ pattern: '^\\d+$' }) },
  closed,
)

const Condition = Type.Union([
  Type.Literal('service_healthy'),
  Type.Literal('service_completed_successfully'),
])

const Service = Type.Object(
  {
    image: Type.String({ pattern: '^[a-z0-9./-]+:\\S+$' }),
    build: Type.Optional(Type.Object({ context: Text, dockerfile: Text, target: Text }, closed)),
    command: Type.Optional(Type.Array(Type.String())),
    user: Type.Optional(Text),
    restart: Type.Union([Type.Literal('unless-stopped'), Type.Literal('no')]),
    init: Type.Literal(true),
    logging: Type.Object({ driver: Text, options: Type.Record(Type.String(), Type.String()) }, closed),
    read_only: Type.Optional(Type.Literal(true)),
    tmpfs: Type.Optional(Type.Array(Type.String({ pattern: '^/' }))),
    cap_drop: Type.Tuple([Type.Literal('ALL')]),
    cap_add: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z_]+$' }))),
    security_opt: Type.Tuple([Type.Literal('no-new-privileges:true')]),
    environment: Type.Optional(Environment),
    /** `[ADDRESS:]OUTSIDE:INSIDE[/udp]`. */
    ports: Type.Optional(Type.Array(Type.String({ pattern: ':\\d+(/udp)?$' }))),
    /** `NAME:PATH` for a volume, `./FILE:PATH:ro` for a file of the repository. */
    volumes: Type.Optional(Type.Array(Type.String({ pattern: '^(\\./[^:]+:/[^:]+:ro|[a-z-]+:/[^:]+)$' }))),
    profiles: Type.Optional(Type.Array(Text, { minItems: 1 })),
    secrets: Type.Optional(Type.Array(Text)),
    ulimits: Type.Optional(Type.Object({ nofile: Type.Integer({ minimum: 1024 }) }, closed)),
    stop_grace_period: Type.Optional(Duration),
    healthcheck: Type.Optional(Healthcheck),
    depends_on: Type.Optional(Type.Record(Type.String(), Type.Object({ condition: Condition }, closed))),
    deploy: Type.Object({ resources: Type.Object({ limits: Limits }, closed) }, closed),
  },
  closed,
)
export type Service = Static<typeof Service>

/** compose.yaml as read, its anchors merged; keys that begin with `x-` are those anchors. */
export const ComposeFile = Type.Object(
  {
    name: Text,
    services: Type.Record(Type.String(), Service),
    volumes: Type.Record(Type.String(), Type.Null()),
    secrets: Type.Record(Type.String(), Type.Object({ environment: Text }, closed)),
  },
  { patternProperties: { '^x-': Type.Unknown() }, additionalProperties: false },
)
export type ComposeFile = Static<typeof ComposeFile>
