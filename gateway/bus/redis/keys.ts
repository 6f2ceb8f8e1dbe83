/** The keys of one race; the braces keep them on one node of a cluster, where one script may touch them all. */
export function keysOf(prefix: string, name: string) {
  const key = (what: string) => `${prefix}racecast:{${name}}:${what}`
  return {
    lease: key('lease'),
    fence: key('fence'),
    /** `EPOCH/SEQ` of the last publication. */
    head: key('head'),
    keyframe: key('keyframe'),
    memory: key('memory'),
    deltas: key('deltas'),
    log: key('log'),
    channel: key('frames'),
  }
}

/** The keys of one shared map. */
export function mapKeysOf(prefix: string, map: string) {
  return {
    map: `${prefix}racecast:{${map}}:notes`,
    channel: `${prefix}racecast:{${map}}:noted`,
    /** Of a list: the number of each id. */
    ids: `${prefix}racecast:{${map}}:ids`,
  }
}
