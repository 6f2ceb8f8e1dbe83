import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ComposeFile, type Service } from './rules.ts'

const infra = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(infra, path), 'utf8')

const text = read('compose.yaml')
const compose = parse(text, { merge: true }) as ComposeFile
const services = Object.entries(compose.services)
const ours = services.filter(([, { build }]) => build)
const named = (pick: (service: Service) => boolean) =>
  services.filter(([, s]) => pick(s)).map(([name]) => name)

/** The packages of ours that a package's code imports, without what only tests and benchmarks do. */
function packagesOf(name: string): string[] {
  const root = join(infra, '..', name)
  const files = globSync('**/*.{ts,svelte}', { cwd: root, exclude: (path) => apart.test(path) })
  return files.flatMap((file) => {
    const imports = readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export|\} from) .*'@racecast\/(\w+)/gm,
    )
    return apart.test(file) ? [] : [...imports].map(([, other]) => other!)
  })
}
const apart =
  /(^|\/)(node_modules|build|\.svelte-kit|e2e|testing|fixtures|benchmark|contract|screenshots)(\/|$)|\.test\.ts$/

describe('compose.yaml', () => {
  it('holds only keys and forms that our own rules for a Compose file know', () => {
    expect(Value.Errors(ComposeFile, compose)).toEqual([])
  })

  it.each([
    ['a misspelt key', { restrat: 'always' }],
    [
      'a health check that is not a command',
      { healthcheck: { ...compose.services.redis!.healthcheck, test: ['redis-cli'] } },
    ],
    ['a time without its unit', { stop_grace_period: '30' }],
    ['a mounted file that can be written', { volumes: ['./compose/pinot/server.conf:/etc/server.conf'] }],
    ['a capability kept', { cap_drop: [] }],
    ['memory without a limit', { deploy: { resources: { limits: { cpus: '1' } } } }],
    ['a start that waits for no health', { depends_on: { kafka: { condition: 'service_started' } } }],
  ])('would not pass with %s: the check is one', (_, wrong) => {
    const services = { redis: { ...compose.services.redis, ...wrong } }
    expect(Value.Check(ComposeFile, { ...compose, services })).toBe(false)
    expect(Value.Check(ComposeFile, { ...compose, services: { redis: compose.services.redis } })).toBe(true)
  })

  it('pins every image by a tag that names a version', () => {
    for (const [name, { image }] of services) {
      expect(image, name).toMatch(compose.services[name]!.build ? /:local$/ : /:v?\d+\.\d+\.\d+(-\w+)?$/)
    }
    expect(read('images/Dockerfile').match(/^FROM node:\S+/gm)).toEqual(
      Array(2).fill('FROM node:26.10.0-bookworm-slim'),
    )
  })

  it('runs the same Kafka as the stack without Docker', () => {
    const version = /kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(read('maven/kafka/pom.xml'))![1]
    expect(compose.services.kafka!.image).toBe(`apache/kafka:${version}`)
  })

  it('opens to the network only the gateway and the proxy in front of it', () => {
    const open = named((s) => (s.ports ?? []).some((port) => !port.startsWith('127.0.0.1:')))
    expect(open.sort()).toEqual(['caddy', 'gateway'])
  })

  it('gives no service more rights than it needs', () => {
    for (const [name, service] of services) {
      expect(service.cap_drop, name).toEqual(['ALL'])
      expect(service.security_opt, name).toContain('no-new-privileges:true')
    }
    for (const [name, service] of ours) {
      expect(service.read_only, name).toBe(true)
      expect(service.tmpfs, name).toHaveLength(1)
    }
    expect(read('images/Dockerfile')).toMatch(/^USER node$/m)
  })

  it('limits the memory and the processors of each', () => {
    for (const [name, { deploy }] of services) {
      expect(deploy.resources.limits, name).toEqual({
        memory: expect.stringMatching(/^\d+[mg]$/),
        cpus: expect.stringMatching(/^\d+$/),
      })
    }
  })

  it('asks each that stays for its health, and starts it again when it ends', () => {
    expect(named((s) => s.healthcheck === undefined)).toEqual(['pinot-setup'])
    expect(named((s) => s.restart !== 'unless-stopped')).toEqual(['pinot-setup'])
  })

  it('starts each when those it needs are healthy, or have done their work', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const wanted = other === 'pinot-setup' ? 'service_completed_successfully' : 'service_healthy'
        expect(condition, `${name} after ${other}`).toBe(wanted)
        expect(compose.services, `${name} after ${other}`).toHaveProperty(other)
      }
    }
    expect(Object.keys(compose.services.generator!.depends_on!)).toContain('pinot-setup')
    expect(Object.keys(compose.services.gateway!.depends_on!)).toContain('generator')
  })

  it('has Caddy, Prometheus and Grafana only when asked for', () => {
    expect(named((s) => s.profiles !== undefined)).toEqual(['caddy', 'prometheus', 'grafana'])
  })

  it('mounts files that are there, read-only, and volumes that it declares, all of them', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')))
    for (const [source = '', , mode] of mounts.filter(([source]) => source!.startsWith('.'))) {
      expect(existsSync(join(infra, source)), source).toBe(true)
      expect(mode, source).toBe('ro')
    }
    const volumes = mounts.map(([source]) => source!).filter((source) => !source.startsWith('.'))
    expect([...new Set(volumes)].sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  it('gives a secret from the environment only to who can be written into: an engine refuses to copy it elsewhere', () => {
    const fromEnvironment = Object.keys(compose.secrets)
    const takers = named(({ secrets = [] }) => secrets.some((secret) => fromEnvironment.includes(secret)))
    expect(takers).toEqual(['prometheus'])
    for (const name of takers) expect(compose.services[name]!.read_only, name).toBeUndefined()
  })

  it('gives nobody whose root is read-only a folder to write into but volumes and memory', () => {
    for (const [name, { read_only, volumes = [], tmpfs = [] }] of services) {
      if (!read_only || name === 'pinot-setup') continue
      const writable = [...volumes.filter((volume) => !volume.startsWith('.')), ...tmpfs]
      expect(writable.length, name).toBeGreaterThan(0)
    }
  })

  it('starts no JVM to ask for health with the heap of the server that is asked', () => {
    for (const [name, { healthcheck, environment = {} }] of services) {
      const heap = Object.keys(environment).find((variable) => /HEAP_OPTS|JVMFLAGS|JAVA_OPTS/.test(variable))
      const asked = healthcheck?.test.at(-1) ?? ''
      if (heap && /\.sh\b/.test(healthcheck?.test.join(' ') ?? ''))
        expect(asked, name).toContain(`${heap}=-Xmx`)
    }
  })

  it('tells generator and gateway only what they read', () => {
    const readers = { generator: 'generator/config.ts', gateway: 'gateway/config.ts' }
    // Of the image, and of Node itself.
    const elsewhere = ['TZ', ...Object.keys((parse(text) as { 'x-servers': object })['x-servers'])]
    for (const [name, file] of Object.entries(readers)) {
      const source = read(`../${file}`)
      const unread = Object.keys(compose.services[name]!.environment!).filter(
        (variable) => !elsewhere.includes(variable) && !source.includes(`'${variable}'`),
      )
      expect(unread, name).toEqual([])
    }
  })

  it('has no secret in it', () => {
    expect(text).toMatch(/CONTROL_TOKEN: \$\{CONTROL_TOKEN:\?/)
    expect(text).toMatch(/METRICS_TOKEN: \$\{METRICS_TOKEN:\?/)
  })
})

describe('the images', () => {
  const dockerfile = read('images/Dockerfile')

  it('are built from targets and folders that are there', () => {
    for (const [name, { build }] of ours) {
      expect(existsSync(resolve(infra, build!.context, build!.dockerfile)), name).toBe(true)
      expect(dockerfile, name).toMatch(new RegExp(`^FROM \\S+ AS ${build!.target}$`, 'm'))
    }
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      paths!.split(' '),
    )
    for (const path of copied) expect(existsSync(resolve(infra, '..', path)), path).toBe(true)
  })

  it('hold the packages that what is built and run in them imports', () => {
    const stages = new Map(
      dockerfile.split(/^(?=FROM )/m).map((stage) => [/^FROM \S+ AS (\S+)/.exec(stage)?.[1] ?? '', stage]),
    )
    const copiedInto = (stage: string) =>
      [...stages.get(stage)!.matchAll(/^COPY (\w+) \1$/gm)].map(([, name]) => name!)
    const base = copiedInto('server')
    for (const [stage, copied] of Object.entries({
      page: copiedInto('page'),
      generator: [...base, ...copiedInto('generator')],
      gateway: [...base, ...copiedInto('gateway')],
    })) {
      const imported = new Set(copied.flatMap(packagesOf))
      expect(imported.size, stage).toBeGreaterThan(1)
      expect(copied, stage).toEqual(expect.arrayContaining([...imported]))
    }
  })

  it('get from the context all that they copy', () => {
    const ignore = read('images/Dockerfile.dockerignore').split('\n')
    const taken = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
      for (const source of sources!.split(' '))
        expect(
          taken.some((path) => source === path || source.startsWith(`${path}/`)),
          source,
        ).toBe(true)
  })

  it('install from the manifest of every workspace, or the lock file would not fit', () => {
    const { workspaces } = JSON.parse(read('../package.json')) as { workspaces: string[] }
    for (const name of workspaces) expect(dockerfile).toContain(`COPY ${name}/package.json ${name}/`)
  })
})

describe('the dashboard', () => {
  it('asks the datasource that is provisioned', () => {
    const uid = (
      parse(read('compose/grafana/provisioning/datasources/prometheus.yaml')) as {
        datasources: { uid: string }[]
      }
    ).datasources[0]!.uid
    const { panels } = JSON.parse(read('compose/grafana/dashboards/race.json')) as {
      panels: { datasource: { uid: string }; targets: { expr: string }[] }[]
    }
    expect(panels.length).toBeGreaterThan(5)
    for (const panel of panels) {
      expect(panel.datasource.uid).toBe(uid)
      for (const { expr } of panel.targets) expect(expr).toMatch(/racecast_|process_/)
    }
  })
})
