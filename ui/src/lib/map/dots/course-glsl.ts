import { texelsPerRow } from './course-texels.ts'

/** What all shaders of the map know of the course; `place.ts` is the same in TypeScript: change both. */
export const courseGlsl = `
uniform highp sampler2D u_course;
uniform int u_count;
uniform mat4 u_matrix;

vec3 vertexAt(int i) {
  return texelFetch(u_course, ivec2(i & ${texelsPerRow - 1}, i / ${texelsPerRow}), 0).xyz;
}

vec2 placeOnCourse(float cm) {
  int low = 0;
  int high = u_count - 2;
  while (low < high) {
    int middle = (low + high + 1) >> 1;
    if (vertexAt(middle).z <= cm) low = middle; else high = middle - 1;
  }
  vec3 a = vertexAt(low);
  vec3 b = vertexAt(low + 1);
  return mix(a.xy, b.xy, clamp((cm - a.z) / (b.z - a.z), 0.0, 1.0));
}
`
