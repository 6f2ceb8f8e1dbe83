import { type CourseTexels, texelsPerRow } from './course-texels.ts'

/** The course for the shaders of one graphics context. Bound to unit 0 by `bindCourse`. */
export function courseTexture(gl: WebGL2RenderingContext, texels: CourseTexels): WebGLTexture {
  return floatTexture(gl, texelsPerRow, texels.rows, texels.data)
}

/** A texture of four floats a texel. These are core in WebGL2 as long as nothing is filtered: texelFetch does not. */
export function floatTexture(
  gl: WebGL2RenderingContext,
  width: number,
  height: number,
  data: Float32Array,
): WebGLTexture {
  const texture = gl.createTexture()
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, texture)
  asTheyAre(gl)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, data)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  gl.bindTexture(gl.TEXTURE_2D, null)
  return texture
}

/** MapLibre leaves its own unpacking behind, which would turn or premultiply the numbers. */
export function asTheyAre(gl: WebGL2RenderingContext): void {
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
}
