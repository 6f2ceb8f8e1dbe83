import { join } from 'node:path'
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'
import { beforeAll, describe, expect, it } from 'vitest'
import { allowedImports } from './allowed-imports.ts'

const root = join(import.meta.dirname, '../..')
const packages = Object.keys(allowedImports)

let modules: ICruiseResult['modules']

beforeAll(async () => {
  const rules: IFlattenedRuleSet = {}
  const { output } = await cruise(
    packages,
    {
      ruleSet: rules,
      baseDir: root,
      exclude: { path: ['(^|/)(build|\\.svelte-kit|screenshots)/'] },
      doNotFollow: { path: ['node_modules'] },
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['import', 'node', 'default', 'svelte', 'types'],
        extensions: ['.ts', '.mjs', '.js', '.svelte'],
      },
      tsPreCompilationDeps: true,
    },
    {},
  )
  modules = (output as ICruiseResult).modules
}, 60_000)

/** What Vite and SvelteKit make ($app, ?worker), and packages that hold types alone. */
const notOnDisk = /^\$|\?|^geojson$/
const packageOf = (path: string) => packages.find((name) => path.startsWith(`${name}/`))
const isTest = (path: string) => /\.test\.ts$|\/(e2e|testing|fixtures)\//.test(path)

describe('imports', () => {
  it('are seen at all: every package has modules', () => {
    for (const name of packages) {
      expect(modules.filter((m) => packageOf(m.source) === name).length, name).toBeGreaterThan(0)
    }
  })

  it('go only where ARCHITECTURE.md lets them', () => {
    const wrong: string[] = []
    for (const module of modules) {
      const from = packageOf(module.source)
      if (!from || isTest(module.source)) continue
      for (const dependency of module.dependencies) {
        const to = packageOf(dependency.resolved)
        if (!to || to === from) continue
        const allowed = allowedImports[from]!.some((prefix) => dependency.resolved.startsWith(prefix))
        if (!allowed) wrong.push(`${module.source} -> ${dependency.resolved}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('cross a package border through its exports, never by a relative path', () => {
    const wrong: string[] = []
    for (const module of modules) {
      const from = packageOf(module.source)
      for (const dependency of module.dependencies) {
        const to = packageOf(dependency.resolved)
        if (from && to && to !== from && dependency.module.startsWith('.')) {
          wrong.push(`${module.source} -> ${dependency.module}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('do not run in a circle', () => {
    const circles = modules.flatMap((m) =>
      m.dependencies
        .filter((d) => d.circular && !d.dependencyTypes.includes('type-only'))
        .map((d) => `${m.source} -> ${d.resolved}`),
    )
    expect(circles).toEqual([])
  })

  it('resolve', () => {
    const lost = modules.flatMap((m) =>
      m.dependencies
        .filter((d) => d.couldNotResolve && !notOnDisk.test(d.module))
        .map((d) => `${m.source} -> ${d.module}`),
    )
    expect(lost).toEqual([])
  })
})
