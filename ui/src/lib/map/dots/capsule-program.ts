import { capsuleFragmentShader, capsuleVertexShader } from './capsule-shaders.ts'
import { stretch } from './capsule-table.ts'
import { type Drawable, drawable } from './link.ts'

const uniforms = [
  'u_course',
  'u_count',
  'u_matrix',
  'u_time',
  'u_length',
  'u_radius',
  'u_ratio',
  'u_viewport',
  'u_ink',
  'u_edge',
  'u_follow',
  'u_pass',
] as const

export type CapsuleProgram = Drawable<(typeof uniforms)[number]>

export function createCapsuleProgram(gl: WebGL2RenderingContext): CapsuleProgram {
  return drawable(gl, 'capsules', {
    vertexShader: capsuleVertexShader,
    fragmentShader: capsuleFragmentShader,
    uniforms,
    stride: stretch.stride,
    attributes: {
      a_ends: { size: 2, first: stretch.cmA, divisor: 1 },
      a_growth: { size: 4, first: stretch.cm0, divisor: 1 },
      a_look: { size: 1, first: stretch.look, divisor: 1 },
    },
  })
}

/** Draws `count` stretches; the uniforms are set. */
export function drawCapsules(gl: WebGL2RenderingContext, p: CapsuleProgram, count: number): void {
  gl.bindVertexArray(p.vao)
  for (const pass of [0, 1, 2]) {
    gl.uniform1i(p.at.u_pass, pass)
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count)
  }
  gl.bindVertexArray(null)
}
