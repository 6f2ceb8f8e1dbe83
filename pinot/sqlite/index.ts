export type { Every } from './changes.ts'
export { openSqliteSink } from './sink.ts'
export { openSqliteStore } from './store.ts'
