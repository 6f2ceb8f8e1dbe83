import { defineConfig } from 'vitest/config'
import ClosingLine from './infra/testing/closing-line.ts'

/** One run for all packages, so that two cores are shared out once; `npx vitest run --project courses` runs one. */
const packages = ['courses', 'pinot', 'generator', 'gateway', 'ui', 'infra', 'benchmarks', 'examples']

export default defineConfig({
  test: {
    globalSetup: ['infra/stack/testing/global-setup.ts'],
    reporters: ['default', new ClosingLine()],
    projects: packages.map((name) => ({
      test: {
        name,
        include: [`${name}/**/*.test.ts`],
        exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
        environment: 'node',
        testTimeout: 20_000,
        // What a page says, it says in a language: its layout sees to that, and for its tests this does.
        setupFiles: name === 'ui' ? ['ui/src/lib/testing/speak-english.ts'] : [],
      },
    })),
  },
})
