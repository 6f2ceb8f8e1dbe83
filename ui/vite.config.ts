import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { firstOfRace } from './build-page/first-of-race.ts'
import { mapLibrary } from './build-page/map-library.ts'
import { preloadRace } from './build-page/preload-race.ts'

/** Where `npm run dev -w ui` finds the gateway. */
const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080'

/** Styles of the pages for everyone: those of the map's library come with it, those of operators with their pages. */
const isStyle = (id: string) => /\.css$/.test(id) && !/maplibre|\/(control|feed|screen)\//.test(id)

export default defineConfig({
  plugins: [
    mapLibrary(),
    sveltekit({
      adapter: preloadRace(adapter({ fallback: 'fallback.html' }), {
        pages: 'build',
        fallback: 'fallback.html',
      }),
    }),
  ],
  // The import of courses runs in the page, too; this one needs no Buffer.
  resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
  build: {
    rolldownOptions: {
      // The schemas of the protocol are of no use to a viewer: what they build may be dropped with them.
      treeshake: { manualPureFunctions: ['Type'] },
      // What the page of a race begins with and shares is one file: on a slow line each further one costs more than its bytes.
      output: {
        codeSplitting: {
          groups: [
            { name: 'styles', test: isStyle },
            { name: firstOfRace('shared'), debugName: 'shared', minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': gateway,
      // A browser that opens it gets the page of that name.
      '/feed': {
        target: gateway,
        ws: true,
        bypass: ({ url, headers }) => (headers.accept?.includes('text/html') ? url : undefined),
      },
    },
  },
})
