import { crowdUniforms } from './crowd.ts'
import { field } from './dot-table.ts'
import { type Drawable, drawable } from './link.ts'
import { fragmentShader, vertexShader } from './shaders.ts'

const uniforms = [
  ...crowdUniforms,
  'u_course',
  'u_count',
  'u_matrix',
  'u_time',
  'u_radius',
  'u_ratio',
  'u_ink',
  'u_edge',
  'u_follow',
] as const

export type DotProgram = Drawable<(typeof uniforms)[number]>

export function createDotProgram(gl: WebGL2RenderingContext): DotProgram {
  return drawable(gl, 'dots', {
    vertexShader,
    fragmentShader,
    uniforms,
    stride: field.stride,
    attributes: {
      a_piece: { size: 4, first: field.cm0 },
      a_off: { size: 4, first: field.x0 },
      a_look: { size: 1, first: field.look },
    },
  })
}
