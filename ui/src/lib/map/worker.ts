import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

export { workerUrl }

/**
 * Has the browser fetch the worker beside the map's own code: the map would ask for it only once it runs. What is fetched is
 * kept for ever, so that the map finds it there.
 */
export function fetchWorker(): void {
  fetch(workerUrl).catch(() => {})
}
