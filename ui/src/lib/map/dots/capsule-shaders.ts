import { reachDeviations, speedVariation } from '@racecast/gateway/protocol'
import { courseGlsl } from './course-glsl.ts'

const { share, correlationMs } = speedVariation

/** `reach` is `reachCm` of the protocol; change both. */
export const capsuleVertexShader = `#version 300 es
precision highp float;
precision highp int;
${courseGlsl}
uniform float u_time;
uniform float u_length;
uniform float u_radius;
uniform float u_ratio;
uniform vec2 u_viewport;
in vec2 a_ends;
in vec4 a_growth;
in float a_look;
flat out vec2 v_a;
flat out vec2 v_b;
flat out int v_look;
flat out float v_radius;
flat out float v_tint;
out vec2 v_p;

float reach(float speed, float age) {
  float ages = age / ${correlationMs.toFixed(1)};
  float wander = sqrt(2.0 * max(ages - 1.0 + exp(-ages), 0.0));
  return speed * (age / 10000.0 + ${((reachDeviations * share * correlationMs) / 10_000).toFixed(6)} * wander);
}

vec2 onScreen(float cm) {
  vec4 clip = u_matrix * vec4(placeOnCourse(cm), 0.0, 1.0);
  return clip.xy / clip.w * u_viewport * 0.5;
}

void main() {
  float fix = a_growth.x;
  float age = clamp(u_time - a_growth.y, 0.0, a_growth.w);
  float end = min(u_length, fix + reach(a_growth.z, age));
  v_look = int(a_look + 0.5);
  bool followed = (v_look >> 8) != 0;
  v_radius = (followed ? max(u_radius + 2.0, 6.5) : u_radius) * u_ratio;
  v_a = onScreen(a_ends.x);
  v_b = onScreen(min(a_ends.y, end));
  /* The same ink over a longer stretch: the less is known, the fainter it is. */
  float middle = length(onScreen(end) - onScreen(fix));
  v_tint = clamp(3.0 * v_radius / (3.0 * v_radius + middle), 0.3, 0.75);
  vec2 along = v_b - v_a;
  float size = length(along);
  vec2 e = size > 0.001 ? along / size : vec2(1.0, 0.0);
  float pad = v_radius + 4.0 * u_ratio;
  bool far = (gl_VertexID & 1) != 0;
  float aside = (gl_VertexID & 2) != 0 ? pad : -pad;
  v_p = (far ? v_b + e * pad : v_a - e * pad) + vec2(-e.y, e.x) * aside;
  /* What begins beyond the end is not there yet. */
  gl_Position = a_ends.x > end ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(v_p / (u_viewport * 0.5), 0.0, 1.0);
}
`

/** Drawn three times, so that stretches and capsules that touch are one: edge, ink, and what is inside of the ink. */
export const capsuleFragmentShader = `#version 300 es
precision highp float;
precision highp int;
uniform vec3 u_ink;
uniform vec3 u_edge;
uniform vec3 u_follow[6];
uniform float u_ratio;
uniform int u_pass;
flat in vec2 v_a;
flat in vec2 v_b;
flat in int v_look;
flat in float v_radius;
flat in float v_tint;
in vec2 v_p;
out vec4 colour;

void main() {
  vec2 ab = v_b - v_a;
  float share = clamp(dot(v_p - v_a, ab) / max(dot(ab, ab), 0.000001), 0.0, 1.0);
  float d = length(v_p - v_a - ab * share);
  int who = v_look >> 8;
  vec3 ink = who == 0 ? u_ink : u_follow[who - 1];
  float rim = (who == 0 ? 1.1 : 2.0) * u_ratio;
  float line = (who == 0 ? 1.5 : 2.0) * u_ratio;
  float radius = u_pass == 0 ? v_radius + rim : u_pass == 1 ? v_radius : v_radius - line;
  vec3 inside = (v_look & 2) != 0 ? u_edge : mix(u_edge, ink, v_tint);
  vec3 c = u_pass == 0 ? u_edge : u_pass == 1 ? ink : inside;
  float within = clamp(radius - d + 0.5, 0.0, 1.0);
  if (within <= 0.0) discard;
  colour = vec4(c, 1.0) * within;
}
`
