/** A linked program of two shaders; throws an error that names `what` and says why it does not link. */
export function link(
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

/** Where the uniforms of a program are, by their names. */
export function uniformsOf<Name extends string>(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  names: readonly Name[],
): Record<Name, WebGLUniformLocation | null> {
  return Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(program, name)])) as Record<
    Name,
    WebGLUniformLocation | null
  >
}

/** Reads attribute `name` of the bound vertex array from the bound buffer of floats. */
export function attribute(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  { size, first, stride, divisor = 0 }: { size: number; first: number; stride: number; divisor?: number },
): void {
  const location = gl.getAttribLocation(program, name)
  gl.enableVertexAttribArray(location)
  gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride * 4, first * 4)
  gl.vertexAttribDivisor(location, divisor)
}

/** A buffer that grows as it has to. */
export interface GrowingBuffer {
  buffer: WebGLBuffer
  /** Floats that it has room for. */
  room: number
}

/** Takes the first `count` floats of `data` into the buffer, with one call unless it has to grow. */
export function upload(
  gl: WebGL2RenderingContext,
  target: GrowingBuffer,
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
