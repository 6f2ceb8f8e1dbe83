/** Web Mercator of the whole world as 0..1, y to the south: MapLibre's coordinates for custom layers. */
export function mercatorX(lon: number): number {
  return (180 + lon) / 360
}

export function mercatorY(lat: number): number {
  return (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))) / 360
}

export function lonOf(x: number): number {
  return x * 360 - 180
}

export function latOf(y: number): number {
  return (360 / Math.PI) * Math.atan(Math.exp(((180 - y * 360) * Math.PI) / 180)) - 90
}

const equatorM = 40_075_016.686

/** How many metres one whole world of Mercator's is at `y`: they grow towards the poles. */
export function metresOf(y: number): number {
  return equatorM * Math.cos((latOf(y) * Math.PI) / 180)
}
