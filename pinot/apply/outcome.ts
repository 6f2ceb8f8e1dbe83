/** What became of one thing. */
export interface Outcome {
  kind: 'topic' | 'schema' | 'table' | 'courses'
  name: string
  outcome: 'created' | 'updated' | 'unchanged'
  /** What was changed, where it can be told. */
  detail?: string
}
