import { courseGlsl } from './course-glsl.ts'
import { crowdGlsl } from './crowd.ts'

/** `place.ts` is the same in TypeScript; change both. */
export const vertexShader = `#version 300 es
precision highp float;
precision highp int;
${courseGlsl}${crowdGlsl}uniform float u_time;
uniform float u_radius;
uniform float u_ratio;
in vec4 a_piece;
in vec4 a_off;
in float a_look;
flat out int v_look;
flat out float v_radius;
flat out float v_half;
flat out float v_alpha;

void main() {
  float span = a_piece.w - a_piece.y;
  float share = span > 0.0 ? clamp((u_time - a_piece.y) / span, 0.0, 1.0) : 0.0;
  int look = int(a_look + 0.5);
  float cm = mix(a_piece.x, a_piece.z, share);
  vec2 place = (look & 4) != 0 ? mix(a_off.xy, a_off.zw, share) : placeOnCourse(cm);
  gl_Position = u_matrix * vec4(place, 0.0, 1.0);
  /* Of the crowd only who is followed or named, off the course, in or out is a dot. */
  v_alpha = (look & ~3) == 0 ? 1.0 - ribbonShare(densityAt(cm)) : 1.0;
  if (v_alpha < 0.01) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  v_look = look;
  bool followed = (look >> 8) != 0;
  float plain = (look & 8) != 0 ? u_radius * 0.6 : (look & 32) != 0 ? u_radius + 1.0 : u_radius;
  v_radius = (followed ? max(u_radius + 3.0, 7.5) : plain) * u_ratio;
  v_half = v_radius + 5.0 * u_ratio;
  gl_PointSize = v_half * 2.0;
}
`

export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
uniform vec3 u_ink;
uniform vec3 u_edge;
uniform vec3 u_follow[6];
uniform float u_ratio;
flat in int v_look;
flat in float v_radius;
flat in float v_half;
flat in float v_alpha;
out vec4 colour;

/* 1 inside of r, 0 outside, one pixel between. */
float within(float d, float r) {
  return clamp(r - d + 0.5, 0.0, 1.0);
}

void main() {
  vec2 p = (gl_PointCoord * 2.0 - 1.0) * v_half;
  float d = (v_look & 4) != 0 ? (abs(p.x) + abs(p.y)) * 0.8 : length(p);
  if ((v_look & 32) != 0) {
    /* A cross: its arms lie on the diagonals. */
    vec2 q = abs(p);
    d = v_radius + max(abs(q.x - q.y) * 0.7071 - 1.2 * u_ratio, max(q.x, q.y) - 0.8 * v_radius);
  }
  int who = v_look >> 8;
  vec3 ink = who == 0 ? u_ink : u_follow[who - 1];
  float rim = (who == 0 ? 1.1 : 2.0) * u_ratio;
  vec4 c = vec4(u_edge, 1.0) * within(d, v_radius + rim);
  float ring = 0.0;
  if ((v_look & 1) != 0) {
    c = vec4(u_edge, 1.0) * within(d, v_radius + 4.4 * u_ratio);
    ring = within(d, v_radius + 3.6 * u_ratio) - within(d, v_radius + 1.8 * u_ratio);
  }
  float body = within(d, v_radius);
  if ((v_look & 2) != 0) body -= within(d, v_radius - 1.7 * u_ratio);
  c = mix(c, vec4(ink, 1.0), clamp(body + ring, 0.0, 1.0));
  if (c.a <= 0.0) discard;
  colour = c * v_alpha;
}
`
