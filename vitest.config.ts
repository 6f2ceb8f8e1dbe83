import { defineConfig } from 'vitest/config'
import ClosingLine from './infra/testing/closing-line.ts'

/** One run for all packages, so that two cores are shared out once; `npx vitest run --project courses` runs one. */
const packages = ['courses', 'pinot', 'generator', 'gateway', 'ui', 'infra', 'benchmarks', 'examples']

/** Browsers that draw maps, without a graphics card, want the machine to themselves, after all others; */
const browsers = 'ui/e2e/**/*.test.ts'
/** but for those that mostly wait, until a page or a picture must be called old or everybody is in. */
const waiting = ['dead-line', 'first-race', 'live-lists', 'screen-heals'].map(
  (name) => `ui/e2e/${name}.test.ts`,
)

const notOurs = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**']

const common = {
  environment: 'node' as const,
  // So long that a machine misses none that is three times slower: where one waits for something, it says so before.
  ...{ testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 15_000 } } },
}

export default defineConfig({
  test: {
    globalSetup: ['infra/stack/testing/global-setup.ts'],
    reporters: ['default', new ClosingLine()],
    projects: [
      ...packages.map((name) => ({
        test: {
          ...common,
          name,
          include: [`${name}/**/*.test.ts`],
          exclude: [...notOurs, browsers],
          // Most of these wait for a process, a lease or the end of a race: two at a time.
          maxWorkers: 2,
          // What a page says, it says in a language: its layout sees to that, and for its tests this does.
          setupFiles: name === 'ui' ? ['ui/src/lib/testing/speak-english.ts'] : [],
        },
      })),
      {
        test: { ...common, name: 'waiting', include: waiting, maxWorkers: 2 },
      },
      {
        test: {
          ...common,
          name: 'browsers',
          include: [browsers],
          exclude: [...notOurs, ...waiting],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
