import { join } from 'node:path'
import { build, type Rolldown } from 'vite'

const source = join(import.meta.dirname, '../src/lib/words/early-messages.ts')

/**
 * The script that asks for the messages of the viewer's language, to be written into a page: nothing in it ends a script
 * element.
 *
 * @param files address of the messages, by language
 */
export async function earlyMessages(files: Readonly<Record<string, string>>): Promise<string> {
  const [built] = (await build({
    configFile: false,
    logLevel: 'warn',
    define: { messageFiles: JSON.stringify(files) },
    build: { write: false, lib: { entry: source, formats: ['iife'], name: 'earlyMessages' } },
  })) as [Rolldown.RolldownOutput]
  return built.output[0].code.trim().replaceAll('</', '<\\/')
}
