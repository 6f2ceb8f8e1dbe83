import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'

const entry = new URL('./page.ts', import.meta.url).pathname

/** The page of the diagram, whole in one text: no server is needed for it. */
export async function diagramPage(): Promise<string> {
  const built = await build({
    ...{ configFile: false, logLevel: 'silent', root: import.meta.dirname },
    plugins: [svelte({ configFile: false })],
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['iife'], name: 'page', cssFileName: 'page' },
    },
  })
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
  const script = outputs.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
  const css = outputs.map((file) => (file.type === 'asset' ? String(file.source) : '')).join('')
  const body = '<body style="background: var(--sheet)"><main style="margin: 12px"></main>'
  return `<!doctype html><meta charset="utf-8"><style>${css}</style>${body}<script>${script.replaceAll('</script', '<\\/script')}</script>`
}
