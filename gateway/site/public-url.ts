/** `publicUrl` without a slash at its end; null where nobody else could follow it: none is set, or it is a loopback address. */
export function shareableUrl(publicUrl: string | undefined): string | null {
  if (publicUrl === undefined) return null
  const { hostname } = new URL(publicUrl)
  const isLoopback = /(^|\.)localhost\.?$|^127\.|^0\.0\.0\.0$|^\[::1?\]$|^\[::ffff:7f/.test(hostname)
  return isLoopback ? null : publicUrl.replace(/\/+$/, '')
}
