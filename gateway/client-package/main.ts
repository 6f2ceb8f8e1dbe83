// node gateway/client-package/main.ts [FOLDER]: builds the client for outsiders, for `npm pack` in this folder; its module
// into FOLDER, compressed too, where the gateway serves it from, and SPEC.md as a text that every browser shows.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { buildClient } from './build.ts'

const built = join(import.meta.dirname, 'build')
await buildClient(built)
const [folder] = process.argv.slice(2)
if (folder) {
  mkdirSync(folder, { recursive: true })
  const module = readFileSync(join(built, 'client.js'))
  writeFileSync(join(folder, 'client.js.gz'), gzipSync(module))
  writeFileSync(join(folder, 'client.js.br'), brotliCompressSync(module))
  for (const name of ['client.js', 'client.d.ts']) copyFileSync(join(built, name), join(folder, name))
  copyFileSync(join(import.meta.dirname, '../SPEC.md'), join(folder, 'spec.txt'))
}
