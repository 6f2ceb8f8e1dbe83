/**
 * Whether what somebody typed is the name that they read: a page shows neither spaces at its ends nor how many there are in
 * between, and a letter with its accent is one sign or two.
 */
export function isSameName(typed: string, name: string): boolean {
  return asRead(typed) === asRead(name)
}

const asRead = (name: string) => name.normalize().replace(/\s+/g, ' ').trim()
