import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl'
import { CanvasSize } from '../canvas-size.ts'
import { metresOf } from '../mercator.ts'
import { type CapsuleProgram, createCapsuleProgram, drawCapsules } from './capsule-program.ts'
import { CapsuleTable, stretch } from './capsule-table.ts'
import { type CourseTexels, lengthOf } from './course-texels.ts'
import { asTheyAre, courseTexture, floatTexture } from './course-texture.ts'
import { type CrowdView, ribbonShare, setCrowd } from './crowd.ts'
import { cells, Density } from './density.ts'
import { DotTable, field } from './dot-table.ts'
import { deleteDrawable, upload } from './link.ts'
import { LookBit } from './look.ts'
import { cmOf, placeOf, placeOnCourse } from './place.ts'
import { createDotProgram, type DotProgram } from './program.ts'

export type Rgb = readonly [number, number, number]

export interface DotColours {
  ink: Rgb
  edge: Rgb
  /** Six. */
  follow: readonly Rgb[]
  ribbon: Rgb
  paper: Rgb
}

export interface DotSource {
  /** Race ms shown now. */
  raceMs(): number
  /** Whether race time passes and motion is wanted: else the map is not painted again by itself. */
  running(): boolean
  /** Fills the table for `raceMs`; false while there is nothing to draw. */
  fill(table: DotTable, raceMs: number): boolean
}

/** Trackers need not be in step: their pieces end at any time, and filling for each would be a frame's work. */
const refillAfterMs = 100

/** What the layer has in one graphics context; a lost context takes it with it. */
interface Drawn {
  dots: DotProgram
  capsules: CapsuleProgram
  course: WebGLTexture
  density: WebGLTexture
}

/**
 * The dots: one draw of points, moved by the graphics card. A frame costs the CPU a matrix and a time; the
 * table is uploaded once a tick, with one call for everybody.
 */
export class DotsLayer implements CustomLayerInterface {
  readonly id = 'dots'
  readonly type = 'custom' as const
  readonly table = new DotTable()
  readonly capsules = new CapsuleTable()
  readonly density: Density
  /** Who is always drawn as a dot: those with a name at it. */
  named: readonly number[] = []
  readonly texels: CourseTexels
  colours: DotColours
  readonly #source: DotSource
  #map: MapLibre | null = null
  #size: CanvasSize | null = null
  #drawn: Drawn | null = null
  #stale = true
  #isOnCourse = false
  readonly #matrix = new Float64Array(16)
  readonly #single = new Float32Array(16)

  constructor(texels: CourseTexels, source: DotSource, colours: DotColours) {
    this.texels = texels
    this.density = new Density(texels)
    this.#source = source
    this.colours = colours
  }

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    if (map !== this.#map) this.#size = new CanvasSize(map)
    this.#map = map
    this.#drawn = {
      dots: createDotProgram(gl),
      capsules: createCapsuleProgram(gl),
      course: courseTexture(gl, this.texels),
      density: floatTexture(gl, cells, 2, this.density.data),
    }
    this.#stale = true
    this.#isOnCourse = false
  }

  /** Whether the course has been on the map, in this graphics context: nobody runs on empty paper. */
  get isOnCourse(): boolean {
    return this.#isOnCourse
  }

  onRemove(_map: MapLibre, gl: WebGL2RenderingContext): void {
    const drawn = this.#drawn
    this.#drawn = null
    if (!drawn) return
    deleteDrawable(gl, drawn.dots)
    deleteDrawable(gl, drawn.capsules)
    gl.deleteTexture(drawn.course)
    gl.deleteTexture(drawn.density)
  }

  /**
   * A tick has passed: paint. While anything moves, the table is filled anew when its pieces end, and not for the
   * fixes that arrive meanwhile, since they are for later; while nothing does, this is what fills it.
   */
  tick(): void {
    if (this.table.moving) this.#map?.triggerRepaint()
    else this.update()
  }

  /** Another race state, another moment, another marking: fill the table before the next frame, and paint it. */
  update(): void {
    this.#stale = true
    this.#map?.triggerRepaint()
  }

  /** Ms after the table's base, as the shader sees it. */
  time(): number {
    return this.#source.raceMs() - this.table.base
  }

  render(gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void {
    const drawn = this.#drawn
    if (!drawn || !this.prepare(gl, defaultProjectionData.mainMatrix as ArrayLike<number>)) return
    this.bind(gl)
    if (this.capsules.count > 0) {
      const { at, program } = drawn.capsules
      gl.useProgram(program)
      this.#setUniforms(gl, at)
      gl.uniform1f(at.u_length, lengthOf(this.texels))
      gl.uniform2f(at.u_viewport, gl.drawingBufferWidth, gl.drawingBufferHeight)
      drawCapsules(gl, drawn.capsules, this.capsules.count)
    }
    gl.useProgram(drawn.dots.program)
    this.#setUniforms(gl, drawn.dots.at)
    setCrowd(gl, drawn.dots.at, this.density, this.time(), this.crowdView())
    gl.bindVertexArray(drawn.dots.vao)
    gl.drawArrays(gl.POINTS, 0, this.table.count)
    gl.bindVertexArray(null)
    this.unbind(gl)
    if (this.table.moving && this.#source.running()) this.#map!.triggerRepaint()
  }

  /** Makes table and matrix those of this frame; false while there is nothing to draw, or no course to draw it on. */
  prepare(gl: WebGL2RenderingContext, mainMatrix: ArrayLike<number>): boolean {
    if (!this.#drawn) return false
    this.#refill(gl, this.#drawn, this.#source.raceMs())
    this.#setMatrix(mainMatrix)
    // What is loaded by now is painted with this frame.
    this.#isOnCourse ||= this.#map!.isSourceLoaded('course')
    return this.#isOnCourse && this.table.count > 0
  }

  /** The course into texture unit 0, the density into unit 1. */
  bind(gl: WebGL2RenderingContext): void {
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, this.#drawn?.density ?? null)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.#drawn?.course ?? null)
  }

  unbind(gl: WebGL2RenderingContext): void {
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, null)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, null)
  }

  /** The map's matrix for places relative to the course's origin, in single precision. */
  get matrix(): Float32Array {
    return this.#single
  }

  /** Of a dot, CSS px. */
  radius(): number {
    return dotRadius(this.table.count, this.#map!.getZoom())
  }

  /** What the size of ribbon and dots in this view makes of a crowd. */
  crowdView(): CrowdView {
    const zoom = this.#map!.getZoom()
    const pxPerMercator = 512 * 2 ** zoom
    const cmPerPx = (metresOf(this.texels.origin[1]) * 100) / pxPerMercator
    return {
      dotCm: 2 * this.radius() * cmPerPx,
      mostPx: Math.min(Math.max(this.texels.extent * pxPerMercator * 0.03, 13), 22),
    }
  }

  /** What dots and capsules have in common. */
  #setUniforms(gl: WebGL2RenderingContext, at: CapsuleProgram['at'] | DotProgram['at']): void {
    gl.uniform1i(at.u_course, 0)
    gl.uniform1i(at.u_count, this.texels.count)
    gl.uniformMatrix4fv(at.u_matrix, false, this.#single)
    gl.uniform1f(at.u_time, this.time())
    gl.uniform1f(at.u_radius, this.radius())
    gl.uniform1f(at.u_ratio, this.#map!.getPixelRatio())
    gl.uniform3fv(at.u_ink, this.colours.ink)
    gl.uniform3fv(at.u_edge, this.colours.edge)
    gl.uniform3fv(at.u_follow, this.colours.follow.flat())
  }

  /** Calls `visit` with every dot's place on the screen, CSS px, from the numbers that the shader has. */
  eachOnScreen(visit: (id: number, x: number, y: number) => void): void {
    const time = this.time()
    for (let i = 0; i < this.table.count; i++) {
      const [x, y] = this.#onScreen(i, time)
      visit(this.table.ids[i]!, x, y)
    }
  }

  /** Whether somebody is drawn as a dot, and not as a part of the ribbon. */
  isDot(id: number): boolean {
    const i = this.table.indexOf(id)
    if (i === undefined) return false
    const look = this.table.data[i * field.stride + field.look]!
    if (look >= LookBit.named || look & (LookBit.finished | LookBit.offCourse)) return true
    const time = this.time()
    return ribbonShare(this.density, cmOf(this.table, i, time), time, this.crowdView()) < 0.9
  }

  /** The place of the course at `cm` from the start, CSS px. */
  courseOnScreen(cm: number): [x: number, y: number] {
    return [...this.#project(placeOnCourse(this.texels, cm, place))]
  }

  /** Calls `visit` with the two ends, on the screen, of each stretch of the capsules, CSS px. */
  eachStretchOnScreen(visit: (id: number, ax: number, ay: number, bx: number, by: number) => void): void {
    const time = this.time()
    const { data, ids } = this.capsules
    for (let k = 0; k < ids.length; k++) {
      const from = data[k * stretch.stride + stretch.cmA]!
      const end = this.capsules.reachAt(k, time, lengthOf(this.texels))
      if (from > end) continue
      const to = Math.min(data[k * stretch.stride + stretch.cmB]!, end)
      const [ax, ay] = this.#project(placeOnCourse(this.texels, from, place))
      const [bx, by] = this.#project(placeOnCourse(this.texels, to, place))
      visit(ids[k]!, ax, ay, bx, by)
    }
  }

  /** Somebody's place on the screen, CSS px; null without a dot. */
  onScreen(id: number): [x: number, y: number] | null {
    const i = this.table.indexOf(id)
    return i === undefined ? null : [...this.#onScreen(i, this.time())]
  }

  /** Somebody's place, Mercator; null without a dot. */
  placeOf(id: number): [x: number, y: number] | null {
    const i = this.table.indexOf(id)
    if (i === undefined) return null
    const [x, y] = placeOf(this.texels, this.table, i, this.time(), place)
    return [x + this.texels.origin[0], y + this.texels.origin[1]]
  }

  #onScreen(i: number, time: number): [x: number, y: number] {
    return this.#project(placeOf(this.texels, this.table, i, time, place))
  }

  /** From Mercator, relative to the origin, to CSS px; in place. */
  #project(at: [number, number]): [x: number, y: number] {
    const { width, height } = this.#size!
    const m = this.#matrix
    const [x, y] = at
    const w = m[3]! * x + m[7]! * y + m[15]!
    at[0] = (((m[0]! * x + m[4]! * y + m[12]!) / w + 1) / 2) * width
    at[1] = ((1 - (m[1]! * x + m[5]! * y + m[13]!) / w) / 2) * height
    return at
  }

  #refill(gl: WebGL2RenderingContext, { dots, capsules, density }: Drawn, raceMs: number): void {
    const ended = raceMs >= this.table.until && raceMs - this.table.base >= refillAfterMs
    // Back in time by the test's or the viewer's hand: the pieces of later are of no use.
    if (!this.#stale && !ended && raceMs >= this.table.base) return
    if (!this.#source.fill(this.table, raceMs)) return
    this.#stale = false
    for (const id of this.named) {
      const i = this.table.indexOf(id)
      if (i !== undefined) this.table.data[i * field.stride + field.look]! += LookBit.named
    }
    this.density.count(this.table)
    this.capsules.build(this.table, this.texels)
    upload(gl, dots, this.table.data, this.table.count * field.stride)
    upload(gl, capsules, this.capsules.data, this.capsules.count * stretch.stride)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, density)
    asTheyAre(gl)
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, cells, 1, gl.RGBA, gl.FLOAT, this.density.data)
  }

  /** The map's matrix after a shift to the course's origin, worked out in double precision. */
  #setMatrix(main: ArrayLike<number>): void {
    const [x, y] = this.texels.origin
    const m = this.#matrix
    for (let i = 0; i < 12; i++) m[i] = main[i]!
    for (let i = 0; i < 4; i++) m[12 + i] = main[i]! * x + main[4 + i]! * y + main[12 + i]!
    this.#single.set(m)
  }
}

const place: [number, number] = [0, 0]

/** CSS px: smaller for a large field, larger when zoomed in. */
function dotRadius(count: number, zoom: number): number {
  const base = count > 3000 ? 2.6 : count > 800 ? 3.2 : count > 250 ? 3.8 : 4.4
  return base + Math.min(Math.max(zoom - 15.4, -1.2), 4) * 0.7
}
