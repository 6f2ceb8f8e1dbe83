import { aheadMs, cells, type Density } from './density.ts'

/**
 * Where dots lie on top of each other they are drawn as a ribbon beside the course instead, as wide as they are dense. How
 * many of them lie on one dot's diameter decides: below the first figure they are dots, above the second all ribbon.
 */
const dissolve = [1.6, 3.2] as const
/** A width is 1 - exp(-steep d^power) of the widest, d being 1 on a full course: single runners are seen, too. */
const steep = 1.1
const power = 0.62
/** Between the ribbons of two laps on one road, px. */
const gapPx = 1.5

/** What of the view the ribbon depends on. */
export interface CrowdView {
  /** Course under one dot, cm. */
  dotCm: number
  /** Widest ribbon, px. */
  mostPx: number
}

/** How far dots have become ribbon at `cm`: 0 dots, 1 ribbon. */
export function ribbonShare(density: Density, cm: number, time: number, { dotCm }: CrowdView): number {
  const x = Math.min(
    Math.max((density.wideAt(cm, time) * dotCm - dissolve[0]) / (dissolve[1] - dissolve[0]), 0),
    1,
  )
  return x * x * (3 - 2 * x)
}

/** Width of the ribbon at `cm`, px. */
export function ribbonWidth(density: Density, cm: number, time: number, view: CrowdView): number {
  const d = density.at(cm, time)
  const full = 1 - Math.exp(-steep * (d / density.reference) ** power)
  return view.mostPx * full * ribbonShare(density, cm, time, view)
}

/** Width of the ribbons of the laps before, which lie between the one at `cm` and the course, px. */
export function ribbonBelow(density: Density, cm: number, time: number, view: CrowdView): number {
  let sum = 0
  for (let at = density.underAt(cm); at !== null; at = density.underAt(at)) {
    const width = ribbonWidth(density, at, time, view)
    sum += width + Math.min(width, gapPx)
  }
  return sum
}

/** The same for shaders. */
export const crowdGlsl = `
uniform highp sampler2D u_density;
uniform float u_cell;
uniform float u_later;
uniform float u_reference;
uniform float u_dot_cm;
uniform float u_most;
uniform bool u_crowded;

vec4 cellAt(int i) {
  return texelFetch(u_density, ivec2(i, 0), 0);
}

int under(int i) {
  return int(texelFetch(u_density, ivec2(i, 1), 0).x);
}

/* ${aheadMs} ms lie between the two; u_later is the share of them that has passed. */
vec2 densityOf(vec4 c) {
  return mix(c.xz, c.yw, u_later);
}

float placeInCells(float cm) {
  return clamp(cm / u_cell - 0.5, 0.0, ${(cells - 1).toFixed(1)});
}

/* Of the place itself, and of a wider stretch. */
vec2 densityAt(float cm) {
  float place = placeInCells(cm);
  int i = min(int(place), ${cells - 2});
  return mix(densityOf(cellAt(i)), densityOf(cellAt(i + 1)), place - float(i));
}

float ribbonShare(vec2 density) {
  return u_crowded ? smoothstep(${dissolve[0].toFixed(1)}, ${dissolve[1].toFixed(1)}, density.y * u_dot_cm) : 0.0;
}

float widthOf(vec2 density) {
  float full = 1.0 - exp(-${steep.toFixed(2)} * pow(max(density.x, 0.0) / u_reference, ${power.toFixed(2)}));
  return u_most * full * ribbonShare(density);
}

/* The ribbons of the laps before on the same road lie between this one and the course. */
float below(int i) {
  float sum = 0.0;
  int k = under(i);
  for (int lap = 0; lap < 12 && k >= 0; lap++) {
    float w = widthOf(densityOf(cellAt(k)));
    sum += w + min(w, ${gapPx.toFixed(1)});
    k = under(k);
  }
  return sum;
}
`

/** Sets what `crowdGlsl` reads; the density is in texture unit 1. */
export function setCrowd(
  gl: WebGL2RenderingContext,
  at: Record<(typeof crowdUniforms)[number], WebGLUniformLocation | null>,
  density: Density,
  time: number,
  view: CrowdView,
): void {
  gl.uniform1i(at.u_density, 1)
  gl.uniform1f(at.u_cell, density.cellCm)
  gl.uniform1f(at.u_later, Math.min(Math.max(time / aheadMs, 0), 1))
  gl.uniform1f(at.u_reference, density.reference)
  gl.uniform1f(at.u_dot_cm, view.dotCm)
  gl.uniform1f(at.u_most, view.mostPx)
  gl.uniform1i(at.u_crowded, density.crowded ? 1 : 0)
}

export const crowdUniforms = [
  'u_density',
  'u_cell',
  'u_later',
  'u_reference',
  'u_dot_cm',
  'u_most',
  'u_crowded',
] as const
