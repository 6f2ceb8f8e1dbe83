import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Plugin, transformWithOxc } from 'vite'

const require = createRequire(import.meta.url)
const library = dirname(require.resolve('maplibre-gl/package.json'))
const { version } = require('maplibre-gl/package.json') as { version: string }
const licence = `/*! @license MapLibre GL JS, 3-Clause BSD: https://github.com/maplibre/maplibre-gl-js/blob/v${version}/LICENSE.txt */`
const sources = join(library, 'src/')
const entry = join(sources, 'index.ts')
const worker = join(sources, 'source/worker.ts')
/** How the page asks for the address of the worker. */
const workerUrl = 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
const builtWorkerUrl = '\0map-worker-url'

/**
 * Builds MapLibre from the sources that its package carries. The package's own two bundles, for the page and for its
 * worker, each hold all that both need, and that is half of it: built together they share a file, which is 100 KB less to
 * send. In development it is the package's bundles.
 */
export function mapLibrary(): Plugin {
  return {
    name: 'map-library',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    resolveId(source) {
      if (source === 'maplibre-gl') return entry
      if (source === workerUrl) return builtWorkerUrl
      return null
    },
    load(id) {
      if (id !== builtWorkerUrl) return null
      const file = this.emitFile({ type: 'chunk', id: worker, name: 'map-worker' })
      return `export default import.meta.ROLLUP_FILE_URL_${file}`
    },
    async transform(code, id) {
      if (!id.startsWith(sources) || !id.endsWith('.ts')) return null
      // As its own build has it: a field that is only declared must not take away what the class below has set.
      const { code: script } = await transformWithOxc(code, id, {
        typescript: { removeClassFieldsWithoutInitializer: true },
        assumptions: { setPublicClassFields: true },
      })
      return { code: script, map: null }
    },
    banner: ({ moduleIds }) => (moduleIds.some((id) => id.startsWith(sources)) ? licence : ''),
  }
}
