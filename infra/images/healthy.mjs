// healthy.mjs URL: ends with 0 when it answers 2xx within three seconds. The images have no curl.
try {
  const { ok } = await fetch(process.argv[2], { signal: AbortSignal.timeout(3000) })
  process.exit(ok ? 0 : 1)
} catch {
  process.exit(1)
}
