/** A linked program of two shaders; throws an error that names `what` and says why it does not link. */
function link(
  gl: WebGL2RenderingContext,
  what: string,
  vertexShader: string,
  fragmentShader: string,
): WebGLProgram {
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
    throw new Error(`the shader of the ${what} does not link: ${gl.getProgramInfoLog(program)}`)
  }
  return program
}

/** What draws one kind of thing from one buffer of floats, in one graphics context; a lost context takes it with it. */
export interface Drawable<Uniform extends string> {
  program: WebGLProgram
  /** Where its uniforms are. */
  at: Record<Uniform, WebGLUniformLocation | null>
  vao: WebGLVertexArrayObject
  buffer: WebGLBuffer
  /** Floats that the buffer has room for: it grows as it has to. */
  room: number
}

export interface DrawableParts<Uniform extends string> {
  vertexShader: string
  fragmentShader: string
  uniforms: readonly Uniform[]
  /** How many floats there are of each vertex, or instance. */
  stride: number
  /** Which of them each attribute reads; a `divisor` of 1 makes it one of instances. */
  attributes: Readonly<Record<string, { size: number; first: number; divisor?: number }>>
}

/** Throws an error that names `what` and says why its shaders do not link. */
export function drawable<Uniform extends string>(
  gl: WebGL2RenderingContext,
  what: string,
  { vertexShader, fragmentShader, uniforms, stride, attributes }: DrawableParts<Uniform>,
): Drawable<Uniform> {
  const program = link(gl, what, vertexShader, fragmentShader)
  const vao = gl.createVertexArray()
  const buffer = gl.createBuffer()
  gl.bindVertexArray(vao)
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  for (const [name, { size, first, divisor = 0 }] of Object.entries(attributes)) {
    const location = gl.getAttribLocation(program, name)
    gl.enableVertexAttribArray(location)
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride * 4, first * 4)
    gl.vertexAttribDivisor(location, divisor)
  }
  gl.bindVertexArray(null)
  const places = uniforms.map((name) => [name, gl.getUniformLocation(program, name)])
  return { program, at: Object.fromEntries(places), vao, buffer, room: 0 }
}

export function deleteDrawable(gl: WebGL2RenderingContext, drawn: Drawable<string>): void {
  gl.deleteProgram(drawn.program)
  gl.deleteVertexArray(drawn.vao)
  gl.deleteBuffer(drawn.buffer)
}

/** Takes the first `count` floats of `data` into its buffer, with one call unless that has to grow. */
export function upload(
  gl: WebGL2RenderingContext,
  target: Drawable<string>,
  data: Float32Array,
  count: number,
): void {
  // A length of 0 means all of the array to WebGL, which the buffer has no room for before the first dot.
  if (count === 0) return
  gl.bindBuffer(gl.ARRAY_BUFFER, target.buffer)
  if (target.room < count) {
    target.room = data.length
    gl.bufferData(gl.ARRAY_BUFFER, target.room * 4, gl.DYNAMIC_DRAW)
  }
  gl.bufferSubData(gl.ARRAY_BUFFER, 0, data, 0, count)
}
