/**
 * What the code of each package may import of the others, as paths from the root: the table in ARCHITECTURE.md.
 * Tests may import what they test against.
 */
export const allowedImports: Record<string, string[]> = {
  courses: [],
  pinot: ['courses/'],
  generator: ['courses/', 'pinot/'],
  gateway: ['courses/', 'pinot/'],
  // The examples as texts: the page of the feed shows them.
  ui: ['courses/', 'examples/', 'gateway/protocol/'],
  infra: [],
  examples: ['gateway/protocol/'],
  benchmarks: ['courses/', 'pinot/', 'generator/', 'gateway/', 'ui/', 'infra/nginx/', 'infra/stack/'],
}
