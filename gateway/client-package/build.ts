import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { declarations } from './declarations.ts'

const here = import.meta.dirname

/** Writes the client for outsiders into `folder`: client.js, one ES module, and client.d.ts, which needs no other file. */
export async function buildClient(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: here,
    build: {
      lib: { entry: join(here, 'entry.ts'), formats: ['es'], fileName: 'client' },
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      // Vite leaves the white space of a library in, for bundlers; this file goes to pages as it is.
      rolldownOptions: { output: { minify: true } },
    },
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'client.d.ts'), declarations())
  copyFileSync(join(here, '../../LICENSE'), join(folder, 'LICENSE'))
}
