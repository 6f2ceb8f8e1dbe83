import { crowdUniforms } from './crowd.ts'
import { field } from './dot-table.ts'
import { attribute, type GrowingBuffer, link, uniformsOf } from './link.ts'
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

/** What the dots own in one graphics context; a lost context takes all of it with it. */
export interface DotProgram {
  program: WebGLProgram
  at: Record<(typeof uniforms)[number], WebGLUniformLocation | null>
  vao: WebGLVertexArrayObject
  pieces: GrowingBuffer
}

export function createDotProgram(gl: WebGL2RenderingContext): DotProgram {
  const program = link(gl, 'dots', vertexShader, fragmentShader)
  const vao = gl.createVertexArray()
  const buffer = gl.createBuffer()
  gl.bindVertexArray(vao)
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  const { stride } = field
  attribute(gl, program, 'a_piece', { size: 4, first: field.cm0, stride })
  attribute(gl, program, 'a_off', { size: 4, first: field.x0, stride })
  attribute(gl, program, 'a_look', { size: 1, first: field.look, stride })
  gl.bindVertexArray(null)
  return { program, at: uniformsOf(gl, program, uniforms), vao, pieces: { buffer, room: 0 } }
}

export function deleteDotProgram(gl: WebGL2RenderingContext, p: DotProgram): void {
  gl.deleteProgram(p.program)
  gl.deleteVertexArray(p.vao)
  gl.deleteBuffer(p.pieces.buffer)
}
