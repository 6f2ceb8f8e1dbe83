import type { CourseTexels } from './course-texels.ts'
import { texelsPerRow } from './course-texels.ts'
import { field } from './dot-table.ts'
import { fragmentShader, vertexShader } from './shaders.ts'

const uniforms = [
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

/** What the layer owns in one graphics context; a lost context takes all of it with it. */
export interface DotProgram {
  program: WebGLProgram
  at: Record<(typeof uniforms)[number], WebGLUniformLocation | null>
  vao: WebGLVertexArrayObject
  buffer: WebGLBuffer
  course: WebGLTexture
  /** Floats that `buffer` has room for. */
  room: number
}

export function createDotProgram(gl: WebGL2RenderingContext, texels: CourseTexels): DotProgram {
  const program = link(gl)
  const vao = gl.createVertexArray()
  const buffer = gl.createBuffer()
  gl.bindVertexArray(vao)
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  attribute(gl, program, 'a_piece', 4, field.cm0)
  attribute(gl, program, 'a_off', 4, field.x0)
  attribute(gl, program, 'a_look', 1, field.look)
  gl.bindVertexArray(null)
  const at = Object.fromEntries(uniforms.map((name) => [name, gl.getUniformLocation(program, name)]))
  return { program, at: at as DotProgram['at'], vao, buffer, course: courseTexture(gl, texels), room: 0 }
}

export function deleteDotProgram(gl: WebGL2RenderingContext, p: DotProgram): void {
  gl.deleteProgram(p.program)
  gl.deleteVertexArray(p.vao)
  gl.deleteBuffer(p.buffer)
  gl.deleteTexture(p.course)
}

function attribute(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  size: number,
  first: number,
) {
  const location = gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(location)
  gl.vertexAttribPointer(location, size, gl.FLOAT, false, field.stride * 4, first * 4)
}

/** Float textures are core in WebGL2 as long as nothing is filtered: texelFetch does not. */
function courseTexture(gl: WebGL2RenderingContext, texels: CourseTexels): WebGLTexture {
  const texture = gl.createTexture()
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, texture)
  // MapLibre leaves its own unpacking behind, which would turn or premultiply the distances.
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, texelsPerRow, texels.rows, 0, gl.RGBA, gl.FLOAT, texels.data)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  gl.bindTexture(gl.TEXTURE_2D, null)
  return texture
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`the dots' shader does not link: ${gl.getProgramInfoLog(program)}`)
  }
  return program
}
