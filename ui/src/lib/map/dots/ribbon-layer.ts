import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl'
import { courseWidth } from '../course-width.ts'
import { crowdUniforms, ribbonBelow, ribbonWidth, setCrowd } from './crowd.ts'
import { cells } from './density.ts'
import type { DotsLayer } from './dots-layer.ts'
import { type Drawable, deleteDrawable, drawable, upload } from './link.ts'
import { ribbonFragmentShader, ribbonVertexShader } from './ribbon-shaders.ts'
import { corner, directionAt, ribbonShape } from './ribbon-shape.ts'

const uniforms = [
  ...crowdUniforms,
  'u_matrix',
  'u_viewport',
  'u_ratio',
  'u_beside',
  'u_ribbon',
  'u_paper',
] as const

/** Between the course and its ribbon, px. */
const besidePx = 1.5

/** The crowded parts of the field: one draw, below the course's own line so that nothing of that is hidden. */
export class RibbonLayer implements CustomLayerInterface {
  readonly id = 'ribbon'
  readonly type = 'custom' as const
  readonly #dots: DotsLayer
  readonly #shape: Float32Array
  #map: MapLibre | null = null
  #drawn: Drawable<(typeof uniforms)[number]> | null = null

  constructor(dots: DotsLayer) {
    this.#dots = dots
    this.#shape = ribbonShape(dots.texels, cells)
  }

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.#map = map
    this.#drawn = drawable(gl, 'ribbon', {
      vertexShader: ribbonVertexShader,
      fragmentShader: ribbonFragmentShader,
      uniforms,
      stride: corner.stride,
      attributes: {
        a_place: { size: 2, first: corner.x },
        a_direction: { size: 2, first: corner.east },
        a_cm: { size: 2, first: corner.cm },
      },
    })
    upload(gl, this.#drawn, this.#shape, this.#shape.length)
  }

  onRemove(_map: MapLibre, gl: WebGL2RenderingContext): void {
    if (!this.#drawn) return
    deleteDrawable(gl, this.#drawn)
    this.#drawn = null
  }

  render(gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void {
    const dots = this.#dots
    if (!this.#drawn || !dots.prepare(gl, defaultProjectionData.mainMatrix as ArrayLike<number>)) return
    if (!dots.density.crowded) return
    const { program, at, vao } = this.#drawn
    gl.useProgram(program)
    dots.bind(gl)
    setCrowd(gl, at, dots.density, dots.time(), dots.crowdView())
    gl.uniformMatrix4fv(at.u_matrix, false, dots.matrix)
    gl.uniform2f(at.u_viewport, gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.uniform1f(at.u_ratio, this.#map!.getPixelRatio())
    gl.uniform1f(at.u_beside, this.#beside())
    gl.uniform3fv(at.u_ribbon, dots.colours.ribbon)
    gl.uniform3fv(at.u_paper, dots.colours.paper)
    gl.bindVertexArray(vao)
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, this.#shape.length / corner.stride)
    gl.bindVertexArray(null)
    dots.unbind(gl)
  }

  /** Where the ribbon is at `cm`, CSS px: the middle of it on the screen, and its width. */
  bandAt(cm: number): { x: number; y: number; width: number } {
    const { density, texels } = this.#dots
    const time = this.#dots.time()
    const view = this.#dots.crowdView()
    const width = ribbonWidth(density, cm, time, view)
    const off = this.#beside() + ribbonBelow(density, cm, time, view) + width / 2
    const [x, y] = this.#dots.courseOnScreen(cm)
    const [east, south] = directionAt(texels, cm)
    return { x: x - south * off, y: y + east * off, width }
  }

  /** How far from the middle of the course the ribbon begins, px. */
  #beside(): number {
    return courseWidth(this.#map!.getZoom()) / 2 + besidePx
  }
}
