import { capsuleFragmentShader, capsuleVertexShader } from './capsule-shaders.ts'
import { stretch } from './capsule-table.ts'
import { attribute, type GrowingBuffer, link, uniformsOf } from './link.ts'

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

/** What the capsules own in one graphics context. */
export interface CapsuleProgram {
  program: WebGLProgram
  at: Record<(typeof uniforms)[number], WebGLUniformLocation | null>
  vao: WebGLVertexArrayObject
  stretches: GrowingBuffer
}

export function createCapsuleProgram(gl: WebGL2RenderingContext): CapsuleProgram {
  const program = link(gl, 'capsules', capsuleVertexShader, capsuleFragmentShader)
  const vao = gl.createVertexArray()
  const buffer = gl.createBuffer()
  gl.bindVertexArray(vao)
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  const { stride } = stretch
  attribute(gl, program, 'a_ends', { size: 2, first: stretch.cmA, stride, divisor: 1 })
  attribute(gl, program, 'a_growth', { size: 4, first: stretch.cm0, stride, divisor: 1 })
  attribute(gl, program, 'a_look', { size: 1, first: stretch.look, stride, divisor: 1 })
  gl.bindVertexArray(null)
  return { program, at: uniformsOf(gl, program, uniforms), vao, stretches: { buffer, room: 0 } }
}

export function deleteCapsuleProgram(gl: WebGL2RenderingContext, p: CapsuleProgram): void {
  gl.deleteProgram(p.program)
  gl.deleteVertexArray(p.vao)
  gl.deleteBuffer(p.stretches.buffer)
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
