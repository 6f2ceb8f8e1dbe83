/**
 * The key that the address of this page carries, for a private race: `?key=`. It stays there, since an overlay or a
 * link has no other place for it; it is told to our own gateway alone, and written down nowhere.
 */
export function pageKey(): string | undefined {
  return new URLSearchParams(globalThis.location?.search).get('key') ?? undefined
}

/**
 * `path` of our own gateway with the page's key in it, as in the page's own address: the gateway takes it from there only
 * where it may stand in an address. For the first question of a page, and for what the browser fetches by itself.
 */
export function withPageKey(path: string): string {
  const key = pageKey()
  return key === undefined ? path : `${path}?${new URLSearchParams({ key })}`
}
