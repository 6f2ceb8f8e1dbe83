import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below a folder, by name, as base64. */
export function filesOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    names.map(({ name, parentPath }) => [
      `${parentPath.slice(root.length)}/${name}`,
      readFileSync(join(parentPath, name)).toString('base64'),
    ]),
  )
}
