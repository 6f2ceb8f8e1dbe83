import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/** Where `npm run dev -w ui` finds the gateway. */
const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ fallback: 'fallback.html', precompress: true }),
    }),
  ],
  build: {
    rolldownOptions: {
      // The schemas of the protocol are of no use to a viewer: what they build may be dropped with them.
      treeshake: { manualPureFunctions: ['Type'] },
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
