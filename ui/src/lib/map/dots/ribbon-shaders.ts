import { crowdGlsl } from './crowd.ts'

export const ribbonVertexShader = `#version 300 es
precision highp float;
precision highp int;
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_ratio;
uniform float u_beside;
${crowdGlsl}
in vec2 a_place;
in vec2 a_direction;
in vec2 a_cm;
out float v_across;
out float v_width;

void main() {
  float place = placeInCells(a_cm.x);
  int i = min(int(place), 1022);
  float base = mix(below(i), below(i + 1), place - float(i));
  float width = widthOf(densityAt(a_cm.x));
  vec4 clip = u_matrix * vec4(a_place, 0.0, 1.0);
  vec2 along = normalize((u_matrix * vec4(a_direction, 0.0, 0.0)).xy * u_viewport);
  /* To the right of travel: who comes back on the same road is on its other side. */
  vec2 right = vec2(along.y, -along.x);
  v_width = width * u_ratio;
  v_across = a_cm.y * (v_width + u_ratio);
  vec2 px = right * ((u_beside + base) * u_ratio + v_across);
  gl_Position = vec4(clip.xy / clip.w + px / (u_viewport * 0.5), 0.0, 1.0);
  if (width < 0.05) v_width = 0.0;
}
`

export const ribbonFragmentShader = `#version 300 es
precision highp float;
uniform vec3 u_ribbon;
uniform vec3 u_paper;
uniform float u_ratio;
in float v_across;
in float v_width;
out vec4 colour;

void main() {
  if (v_width <= 0.0) discard;
  /* A hair of paper at the outer side parts legs that lie on top of each other. */
  float inside = clamp(v_width - v_across + 0.5, 0.0, 1.0);
  colour = vec4(mix(u_paper, u_ribbon, inside), 1.0) * clamp(v_width / u_ratio, 0.0, 1.0);
}
`
